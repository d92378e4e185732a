package org.postrider.kernel.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;

class JournalLedgerTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000);
    private static final long SEGMENT = 32 * 1024;

    @TempDir
    private Path spool;

    @Test
    void afterAnySequenceOfChangesAReopenedLedgerHasWhatAMapHas() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<MailId, String> model = new HashMap<>();
        int next = 0;
        for (int round = 0; round < 10; round++) {
            try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
                assertThat(contents(ledger)).as("seed " + seed).isEqualTo(model);
                for (int i = 0; i < 60; i++) {
                    next++;
                    change(ledger, model, random, next);
                }
            }
        }
    }

    @Test
    void noMailTakesThePlaceOfAnotherThatIsAlive() throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("m1", "one"), () -> {});
            ledger.accept(entry("m1-1", "another"), () -> {});

            ledger.replace(new MailId("m1"), List.of(entry("m1-1", "made of one")), List.of());

            assertThat(contents(ledger).values()).containsExactlyInAnyOrder("another", "made of one");
            assertThat(contents(ledger)).containsEntry(new MailId("m1-1"), "another");
        }
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            assertThat(contents(ledger).values()).containsExactlyInAnyOrder("another", "made of one");
        }
    }

    @Test
    void aMailDeferredUnderANewHeaderSharesItsBody() throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("m1", "Subject: x\r\n\r\n" + "body ".repeat(1000)), () -> {});
            Entry kept = ledger.find(new MailId("m1")).orElseThrow();
            Message changed = kept.mail()
                    .message()
                    .withHeaders(kept.mail().message().headers().prepend(HeaderField.of("X-New", "yes")));
            long before = ledger.journalOctets();
            Mail mail = kept.mail().withMessage(changed);
            ledger.replace(kept.id(), List.of(kept.deferred(mail, NOW, Reply.of(451, "4.0.0", "later"))), List.of());
            assertThat(ledger.journalOctets() - before).isLessThan(1500);
        }
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            Entry found = ledger.find(new MailId("m1")).orElseThrow();
            assertThat(text(found)).startsWith("X-New: yes\r\nSubject: x\r\n\r\nbody ");
            assertThat(found.attempts()).isEqualTo(1);
            assertThat(found.lastReply()).contains(Reply.of(451, "4.0.0", "later"));
        }
    }

    @Test
    void whatIsDeliveredWhileTheStoreSyncsKeepsItsContentForTheNextCheckpoint() throws IOException {
        MailId first = new MailId("m1");
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("m1", "Subject: x\r\n\r\nthe body\r\n"), () -> {});
            fillSegments(ledger, 3);
            ledger.checkpoint(store(() -> deliver(ledger, first)));
        }
        afterPowerFailure();
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            assertThat(contents(ledger).values()).containsExactly("Subject: x\r\n\r\nthe body\r\n");
        }
    }

    @Test
    void whatACheckpointCoveredIsNotStoredAgainAndLeavesTheDisk() throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("m1", "Subject: x\r\n\r\nthe body\r\n"), () -> {});
            deliver(ledger, new MailId("m1"));
            fillSegments(ledger, 3);
            long before = ledger.journalOctets();
            ledger.checkpoint(store(() -> {}));
            assertThat(ledger.journalOctets()).isLessThan(before / 2);
        }
        afterPowerFailure();
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            assertThat(ledger.entries()).isEmpty();
        }
    }

    @Test
    void aFailedCheckpointIsMadeUpForByTheNext() throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("m1", "Subject: x\r\n\r\nthe body\r\n"), () -> {});
            deliver(ledger, new MailId("m1"));
            fillSegments(ledger, 3);
            MailStore failing = store(() -> {
                throw new IOException("the disk is ill");
            });
            assertThatThrownBy(() -> ledger.checkpoint(failing)).hasMessage("the disk is ill");
            long before = ledger.journalOctets();
            ledger.checkpoint(store(() -> {}));
            assertThat(ledger.journalOctets()).isLessThan(before / 2);
        }
    }

    @Test
    void aMailThatCannotBeReadHoldsUpNoOther() throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("large", "Subject: x\r\n\r\n" + "y".repeat(2_000_000)), () -> {});
            ledger.accept(entry("small", "Subject: x\r\n\r\nthe body\r\n"), () -> {});
            try (Stream<Path> files = Files.walk(spool.resolve("content"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            fillSegments(ledger, 6);
            ledger.checkpoint(store(() -> {}));

            assertThat(text(ledger.find(new MailId("small")).orElseThrow())).endsWith("the body\r\n");
            assertThat(ledger.find(new MailId("large"))).isPresent();
        }
    }

    @Test
    void aProcessThatIsKilledBetweenCheckpointsLeavesAllThatWasTaken(@TempDir Path killed) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<MailId, String> model = new HashMap<>();
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            for (int i = 1; i <= 600; i++) {
                change(ledger, model, random, i);
                if (random.nextInt(5) == 0) {
                    List<Waiting> waiting = ledger.waiting().toList();
                    deferAgain(
                            ledger,
                            waiting.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(waiting.getFirst().id()));
                }
                if (random.nextInt(40) == 0) {
                    ledger.checkpoint(store(() -> {}));
                }
                if (i % 100 == 0) {
                    Path copy = killed.resolve("at" + i);
                    copyFolder(spool, copy);
                    try (JournalLedger left = JournalLedger.open(copy, SEGMENT)) {
                        assertThat(contents(left)).as("seed " + seed).isEqualTo(model);
                        left.checkpoint(store(() -> {}));
                        assertThat(contents(left)).as("seed " + seed).isEqualTo(model);
                    }
                }
            }
            assertThat(files("packs")).as("some of it had moved").isNotEmpty();
        }
    }

    private static void deferAgain(JournalLedger ledger, Optional<MailId> id) throws IOException {
        Optional<Entry> entry = id.flatMap(ledger::find);
        if (entry.isPresent()) {
            Entry later = entry.get().deferred(entry.get().mail(), NOW, Reply.of(451, "4.0.0", "later"));
            ledger.replace(later.id(), List.of(later), List.of());
        }
    }

    // What is left of a process that is killed at this moment.
    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void whatWaitsLongLeavesTheJournalInPacksThatManyMailsShare() throws IOException {
        Map<MailId, String> model = new HashMap<>();
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            for (int i = 0; i < 300; i++) {
                Entry entry = entry("m" + i, "Subject: " + i + "\r\n\r\n" + "x".repeat(2000));
                ledger.accept(entry, () -> {});
                Entry kept = ledger.find(entry.id()).orElseThrow();
                ledger.replace(
                        entry.id(),
                        List.of(kept.deferred(kept.mail(), NOW, Reply.of(451, "4.0.0", "later"))),
                        List.of());
                model.put(entry.id(), text(entry));
            }
            ledger.checkpoint(store(() -> {}));
            assertThat(ledger.journalOctets()).isLessThan(300 * 2000);
            assertThat(files("packs")).hasSizeBetween(1, 20);
            assertThat(contents(ledger)).isEqualTo(model);
        }
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            assertThat(contents(ledger)).isEqualTo(model);
            assertThat(ledger.find(new MailId("m7")).orElseThrow().lastReply())
                    .contains(Reply.of(451, "4.0.0", "later"));
            // Of each pack most is not needed any more: the rest moves, and the pack goes.
            for (int i = 0; i < 290; i++) {
                ledger.replace(new MailId("m" + i), List.of(), List.of());
                model.remove(new MailId("m" + i));
            }
            for (int i = 0; i < 40; i++) {
                ledger.checkpoint(store(() -> {}));
            }
            assertThat(octets("packs")).isLessThan(100_000);
            assertThat(contents(ledger)).isEqualTo(model);
        }
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            assertThat(contents(ledger)).isEqualTo(model);
        }
    }

    @Test
    void whatSomebodyWorksOnStaysWhereItIsAndIsNobodyElses() throws IOException {
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT)) {
            ledger.accept(entry("m1", "Subject: x\r\n\r\nthe body\r\n"), () -> {});
            Entry borrowed = ledger.borrow(new MailId("m1")).orElseThrow();
            assertThat(ledger.borrow(new MailId("m1"))).isEmpty();
            fillSegments(ledger, 8);
            ledger.checkpoint(store(() -> {}));
            assertThat(text(borrowed)).endsWith("the body\r\n");
            assertThat(files("packs")).isEmpty();

            ledger.giveBack(borrowed);
            ledger.checkpoint(store(() -> {}));
            assertThat(files("packs")).hasSize(1);
            assertThat(text(ledger.borrow(new MailId("m1")).orElseThrow())).endsWith("the body\r\n");
        }
    }

    private List<Path> files(String folder) throws IOException {
        Path packs = spool.resolve("content").resolve(folder);
        if (!Files.isDirectory(packs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(packs)) {
            return all.toList();
        }
    }

    private long octets(String folder) throws IOException {
        long octets = 0;
        for (Path file : files(folder)) {
            octets += Files.size(file);
        }
        return octets;
    }

    private static void fillSegments(JournalLedger ledger, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            ledger.accept(entry("filler" + i, "x".repeat((int) SEGMENT)), () -> {});
            ledger.replace(new MailId("filler" + i), List.of(), List.of());
        }
    }

    private static void deliver(JournalLedger ledger, MailId id) throws IOException {
        Mail mail = ledger.find(id).orElseThrow().mail();
        ledger.replace(id, List.of(), List.of(new Ledger.Delivered(mail, MailboxName.INBOX, Flags.NONE)));
    }

    // The segments say that another run of the operating system wrote them.
    private void afterPowerFailure() throws IOException {
        try (Stream<Path> segments = Files.list(spool.resolve("journal"))) {
            for (Path segment : segments.toList()) {
                byte[] octets = Files.readAllBytes(segment);
                ByteBuffer header = ByteBuffer.wrap(octets);
                header.putLong(16, header.getLong(16) + 1);
                CRC32C checksum = new CRC32C();
                checksum.update(octets, 0, 40);
                header.putInt(40, (int) checksum.getValue());
                Files.write(segment, octets);
            }
        }
    }

    private static MailStore store(Sync sync) {
        return new MailStore() {
            @Override
            public AccountStore account(MailAddress account) {
                throw new AssertionError("not asked");
            }

            @Override
            public AutoCloseable watch(StoreListener listener) {
                throw new AssertionError("not asked");
            }

            @Override
            public void checkpoint() throws IOException {
                sync.run();
            }
        };
    }

    @FunctionalInterface
    private interface Sync {
        void run() throws IOException;
    }

    private void change(JournalLedger ledger, Map<MailId, String> model, Random random, int number) throws IOException {
        if (model.isEmpty() || random.nextInt(3) > 0) {
            // Some larger than what stands in the journal.
            int size = random.nextInt(30) == 0 ? 1_200_000 : random.nextInt(3000);
            Entry entry = entry("m" + number, "Subject: " + number + "\r\n\r\n" + "x".repeat(size));
            ledger.accept(entry, () -> {});
            model.put(entry.id(), text(entry));
            return;
        }
        MailId old = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
        Entry kept = ledger.find(old).orElseThrow();
        String content = model.remove(old);
        if (random.nextBoolean()) {
            ledger.replace(old, List.of(), List.of());
            return;
        }
        Entry child = Entry.due(kept.mail().withId(old.child(number)), new Stage.Relaying(Route.BY_MX), NOW);
        ledger.replace(old, List.of(child), List.of());
        model.put(child.id(), content);
    }

    private static Map<MailId, String> contents(JournalLedger ledger) throws IOException {
        Map<MailId, String> all = new HashMap<>();
        for (Entry entry : ledger.entries()) {
            all.put(entry.id(), text(entry));
        }
        return all;
    }

    private static String text(Entry entry) throws IOException {
        return new String(entry.mail().message().content().readAll(10_000_000), StandardCharsets.US_ASCII);
    }

    private static Entry entry(String id, String text) {
        Envelope envelope = Envelope.of(
                ReversePath.of(MailAddress.parse("a@example.net")),
                List.of(Recipient.of(MailAddress.parse("bob@example.test"))));
        Mail mail = new Mail(
                new MailId(id),
                envelope,
                Message.of(Content.of(text.getBytes(StandardCharsets.US_ASCII))),
                Origin.local(NOW),
                Map.of("note", "x"));
        return Entry.due(mail, new Stage.Processing("root"), NOW);
    }
}
