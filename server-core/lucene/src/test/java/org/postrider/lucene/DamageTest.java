package org.postrider.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;
import org.postrider.testkit.MemoryStore;

/// Whatever happens to the files of an index, searches find what there is, and afterwards the index is whole.
class DamageTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final int WORDS = 40;
    private static final int ROUNDS = 15;

    @TempDir
    Path folder;

    private final MemoryStore store = new MemoryStore(InstantSource.system());
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private int messages;

    @BeforeEach
    void tellSeed() {
        System.out.println("seed " + seed);
    }

    @Test
    void aDamagedIndexIsMadeAnewWhileAnswersStayRight() throws Exception {
        Path root = folder.resolve("index");
        for (int round = 0; round < ROUNDS; round++) {
            LuceneSearchIndex index = start(root);
            change();
            checkAnswers(index);
            catchUp(index);
            checkAnswers(index);
            index.stop();
            checkWhole(root);
            damage(root);
        }
    }

    @Test
    void anIndexIsMadeAnewOnRequestWhileAnswersStayRight() throws Exception {
        Path root = folder.resolve("renewed");
        LuceneSearchIndex index = start(root);
        change();
        checkAnswers(index);
        for (int round = 0; round < ROUNDS; round++) {
            change();
            long[] told = new long[1];
            long count = index.rebuild(BOB, () -> {
                told[0]++;
                checkAnswers(index);
            });
            try (Mailbox inbox = inbox()) {
                assertThat(count).as("seed %d", seed).isEqualTo(inbox.view().count());
            }
            assertThat(told[0]).isEqualTo(count);
            checkAnswers(index);
        }
        index.stop();
        checkWhole(root);
    }

    @Test
    void whatIsLeftOfARequestThatWasEndedIsIndexedInTheBackground() throws Exception {
        Path root = folder.resolve("ended");
        LuceneSearchIndex index = start(root);
        change();
        catchUp(index);
        checkAnswers(index);
        change();
        assertThatThrownBy(() -> index.rebuild(BOB, () -> {
                    throw new IOException("nobody waits");
                }))
                .hasMessage("nobody waits");
        checkAnswers(index);
        catchUp(index);
        index.stop();
        checkWhole(root);
    }

    @Test
    void anAccountThatNobodySearchedGetsNoIndex() throws Exception {
        LuceneSearchIndex index = new LuceneSearchIndex(
                LuceneSearchIndexTest.config(folder.resolve("none")), store, Duration.ofMillis(2));
        index.start();
        change();
        assertThat(index.rebuild(BOB, () -> {})).isZero();
        index.stop();
        assertThat(files(folder.resolve("none"))).isEmpty();
    }

    @Test
    void whatAKilledServerLeavesIsTakenUp() throws Exception {
        Path root = folder.resolve("running");
        LuceneSearchIndex running = start(root);
        checkAnswers(running);
        for (int round = 0; round < ROUNDS; round++) {
            change();
            // The files as they are at any moment, half written ones among them.
            Path left = folder.resolve("left" + round);
            copy(root, left);
            change();
            LuceneSearchIndex index = start(left);
            checkAnswers(index);
            catchUp(index);
            checkAnswers(index);
            index.stop();
            checkWhole(left);
        }
        running.stop();
    }

    private LuceneSearchIndex start(Path root) throws IOException {
        LuceneSearchIndex index =
                new LuceneSearchIndex(LuceneSearchIndexTest.config(root), store, Duration.ofMillis(2));
        index.start();
        index.prepare(BOB);
        return index;
    }

    private void change() throws IOException {
        try (Mailbox inbox = inbox()) {
            for (int i = random.nextInt(30); i >= 0; i--) {
                StringBuilder text =
                        new StringBuilder("Subject: ").append(word()).append("\r\n\r\n");
                for (int k = 0; k < 5; k++) {
                    text.append(word()).append(' ');
                }
                inbox.append(new Mailbox.NewMessage(
                        Content.of(text.toString().getBytes(StandardCharsets.UTF_8)),
                        Flags.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        false));
                messages++;
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                inbox.expunge(UidSet.of(1 + random.nextInt(messages)));
            }
        }
    }

    private String word() {
        return "word" + random.nextInt(WORDS) + "s";
    }

    private void checkAnswers(LuceneSearchIndex index) throws IOException {
        try (Mailbox inbox = inbox()) {
            MailboxView view = inbox.view();
            BitSet all = new BitSet();
            all.set(0, view.count());
            for (int i = 0; i < 5; i++) {
                String sought = "ord" + random.nextInt(WORDS) + "S";
                TextKey key =
                        random.nextBoolean() ? new TextKey.InBody(sought) : new TextKey.InHeader("Subject", sought);
                MessageScan scan = new MessageScan(key);
                BitSet expected = new BitSet();
                for (int at = 0; at < view.count(); at++) {
                    expected.set(at, scan.matches(inbox.content(view.uid(at))));
                }
                assertThat(index.search(BOB, inbox, view, key, all))
                        .as("seed %d: %s", seed, key)
                        .isEqualTo(expected);
            }
        }
    }

    private static void catchUp(LuceneSearchIndex index) {
        while (!index.isUpToDate()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    // The same messages as one that is made from the beginning: each once.
    private void checkWhole(Path root) throws IOException {
        try (Mailbox inbox = inbox();
                AccountIndex index = AccountIndex.open(
                        root.resolve("example.org").resolve("bob"),
                        LuceneSearchIndexTest.config(root).memory())) {
            MailboxView view = inbox.view();
            List<Long> indexed = new ArrayList<>();
            index.uids(Fields.mailbox(inbox.id(), view.uidValidity()), indexed::add);
            List<Long> there = new ArrayList<>();
            for (int i = 0; i < view.count(); i++) {
                there.add(view.uid(i));
            }
            assertThat(indexed).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(there);
        }
    }

    private void damage(Path root) throws IOException {
        List<Path> files = files(root);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Path file = files.get(random.nextInt(files.size()));
            if (!Files.exists(file)) {
                continue;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long size = channel.size();
                switch (random.nextInt(4)) {
                    case 0 -> channel.truncate(size == 0 ? 0 : random.nextLong(size));
                    case 1 -> Files.delete(file);
                    default -> {
                        byte[] octets = new byte[1 + random.nextInt(8)];
                        random.nextBytes(octets);
                        channel.write(ByteBuffer.wrap(octets), size == 0 ? 0 : random.nextLong(size));
                    }
                }
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            try {
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            } catch (NoSuchFileException e) {
                // Merged away meanwhile: missing in the copy, as after no crash, which must do no harm all the same.
                assertThat(file).doesNotExist();
            }
        }
    }

    private Mailbox inbox() throws IOException {
        return store.account(BOB).open(MailboxName.INBOX);
    }
}
