package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.spool.Spool;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.RecordedEvents;
import org.postrider.testkit.TestMail;

/// What was accepted is there after any end of the process; what was not leaves nothing.
class MailSpoolTest {
    private static final Mail MAIL =
            TestMail.from("ann@example.org").to("bob@example.test").build();

    @TempDir
    private Path folder;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final RecordedEvents events = new RecordedEvents();
    private JournalLedger ledger;
    private MailSpool spool;

    @BeforeEach
    void open() throws IOException {
        ledger = JournalLedger.open(folder, 1024 * 1024);
        spool = new MailSpool(SpoolSetup.config(folder, 1), ledger, events, clock);
    }

    @AfterEach
    void close() throws IOException {
        ledger.close();
    }

    @Test
    void aMailIsInTheJournalBeforeAcceptReturnsAndBeforeAnybodyIsTold() throws IOException {
        Set<MailId> recordedWhenTold = new HashSet<>();
        ledger.follow(entry -> events.of(MailEvent.Received.class).forEach(event -> recordedWhenTold.add(event.id())));

        MailId id = accept("Subject: small\r\n\r\nbody\r\n");

        assertThat(recordedWhenTold).as("received comes before any worker").containsExactly(id);
        assertThat(events.of(MailEvent.Received.class))
                .singleElement()
                .satisfies(event -> assertThat(event.octets()).isEqualTo(24));
        // A copy of the folder is what a killed process leaves.
        try (JournalLedger copy = JournalLedger.open(copyOfFolder(), 1024 * 1024)) {
            Entry found = copy.find(id).orElseThrow();
            assertThat(found.stage()).isEqualTo(new Stage.Processing("root"));
            assertThat(found.mail().envelope()).isEqualTo(MAIL.envelope());
            assertThat(MemorySpool.contentOf(found.mail())).isEqualTo("Subject: small\r\n\r\nbody\r\n");
        }
    }

    @Test
    void aLargeMessageGoesToAFileAndIsTheSameWhereverItsWritesAreCut() throws IOException {
        String text = "Subject: large\r\n\r\n" + "0123456789".repeat(1000);
        for (int chunk : new int[] {1, 7, 1023, 1024, 1025, 20_000}) {
            try (Spool.Draft draft = spool.begin()) {
                byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
                for (int at = 0; at < octets.length; at += chunk) {
                    draft.content().write(octets, at, Math.min(chunk, octets.length - at));
                }
                assertThat(draft.size()).isEqualTo(octets.length);
                assertThat(contentFiles()).as("chunks of " + chunk).hasSize(1);
                MailId id = draft.accept(MAIL.envelope(), MAIL.origin());
                assertThat(MemorySpool.contentOf(ledger.find(id).orElseThrow().mail()))
                        .isEqualTo(text);
                ledger.replace(id, List.of(), List.of());
            }
            ledger.checkpoint(new MemoryStore(clock));
        }
    }

    @Test
    void anEmptyMessageIsAMessage() throws IOException {
        MailId id = accept("");

        assertThat(ledger.find(id).orElseThrow().mail().message().size()).isZero();
    }

    @Test
    void anAbandonedDraftLeavesNothing() throws IOException {
        try (Spool.Draft small = spool.begin();
                Spool.Draft large = spool.begin()) {
            small.content().write(new byte[10]);
            large.content().write(new byte[5000]);
            assertThat(contentFiles()).hasSize(1);
        }

        assertThat(contentFiles()).isEmpty();
        assertThat(ledger.entries()).isEmpty();
        assertThat(events.events()).isEmpty();
    }

    @Test
    void closingAnAcceptedDraftTakesNothingBack() throws IOException {
        MailId id = accept("x".repeat(5000));

        assertThat(MemorySpool.contentOf(ledger.find(id).orElseThrow().mail())).hasSize(5000);
    }

    @Test
    void aDraftIsAcceptedOnce() throws IOException {
        try (Spool.Draft draft = spool.begin()) {
            draft.accept(MAIL.envelope(), MAIL.origin());

            assertThatThrownBy(() -> draft.accept(MAIL.envelope(), MAIL.origin()))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void whatCannotBeMadeDurableIsNotAcceptedAndLeavesNoFile() throws IOException {
        try (Spool.Draft draft = spool.begin()) {
            draft.content().write(new byte[5000]);
            ledger.close();

            assertThatThrownBy(() -> draft.accept(MAIL.envelope(), MAIL.origin()))
                    .isInstanceOf(IOException.class);
        }

        assertThat(events.events()).isEmpty();
        assertThat(contentFiles()).isEmpty();
    }

    @Test
    void beyondSoManyMailsThereIsNoRoomUntilOneIsDone() throws IOException {
        MailId first = accept("1");
        accept("2");
        accept("3");

        assertThatThrownBy(() -> spool.begin()).hasMessageContaining("3 mails, as many as mailsMax allows");

        ledger.replace(first, List.of(), List.of());
        accept("4");
    }

    @Test
    void whereTheDiskIsNearlyFullThereIsNoRoom() {
        SpoolConfig config = SpoolSetup.config(folder, 1);
        SpoolConfig greedy = new SpoolConfig(
                config.folder(),
                config.mailsMax(),
                ByteSize.parse("1000000GiB"),
                config.memoryPerMessageMax(),
                config.segmentSize(),
                config.checkpointInterval(),
                config.workers(),
                config.retryDelays(),
                config.giveUpAfter());

        assertThatThrownBy(() -> new MailSpool(greedy, ledger, events, clock).begin())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("free");
    }

    @Test
    void idsSortByTimeAndAreNeverMadeTwice() {
        MailIds ids = new MailIds(clock);
        List<MailId> made = Stream.generate(ids::next).limit(40_000).toList();
        clock.advance(Duration.ofSeconds(-5));
        MailId afterTheClockWasSetBack = ids.next();
        clock.advance(Duration.ofDays(1));
        MailId aDayLater = ids.next();

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made.getLast()).isLessThan(afterTheClockWasSetBack);
        assertThat(afterTheClockWasSetBack).isLessThan(aDayLater);
    }

    private MailId accept(String text) throws IOException {
        try (Spool.Draft draft = spool.begin()) {
            draft.content().write(text.getBytes(StandardCharsets.US_ASCII));
            return draft.accept(MAIL.envelope(), MAIL.origin());
        }
    }

    private List<Path> contentFiles() throws IOException {
        Path content = folder.resolve("content");
        if (!Files.exists(content)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(content)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path copyOfFolder() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (Stream<Path> files = Files.walk(folder.resolve("journal"))) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(folder.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }
}
