package org.postrider.imap.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.SearchParser.Algorithm;
import org.postrider.testkit.MemoryStore;

/// RFC 5256 §3. Messages are told by their numbers, which are their times too.
class ThreaderTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final MemoryStore store = new MemoryStore(InstantSource.system());
    private final OrderTables tables = new OrderTables(100);
    private int count;

    @Test
    void repliesAreBelowWhatTheyReplyTo() throws IOException {
        add("a", "s", "");
        add("b", "Re: s", "<a@x>");
        add("c", "Re: s", "<a@x> <b@x>");
        add("d", "Re: s", "<a@x>");

        assertThat(references()).isEqualTo("(1 (2 3)(4))");
    }

    @Test
    void aMissingMessageJoinsItsReplies() throws IOException {
        add("b", "one", "<a@x>");
        add("c", "two", "<a@x>");
        add("d", "three", "<a@x> <z@x> <c@x>");

        assertThat(references()).isEqualTo("((1)(2 3))");
    }

    @Test
    void aMissingMessageWithOneReplyIsLeftOut() throws IOException {
        add("c", "one", "<a@x> <b@x>");
        add("d", "two", "<a@x> <b@x> <c@x>");

        assertThat(references()).isEqualTo("(1 2)");
    }

    @Test
    void threadsOfOneSubjectAreJoined() throws IOException {
        add("a", "Re: plan", "");
        add("b", "plan", "");
        add("c", "other", "");
        add("d", "Fwd: plan", "");
        add("e", "Re: hi", "");
        add("f", "Re: hi", "");

        // The first that is no reply takes the replies; where all are replies, nothing stands above them.
        assertThat(references()).isEqualTo("(2 (1)(4))(3)((5)(6))");
        assertThat(text(Algorithm.REFS)).isEqualTo("(1)(2)(3)(4)(5)(6)");
        assertThat(text(Algorithm.ORDEREDSUBJECT)).isEqualTo("(1 (2)(4))(3)(5 6)");
    }

    @Test
    void circlesAndDoubledIdsEndNothing() throws IOException {
        add("a", "one", "<b@x>");
        add("b", "two", "<a@x>");
        add("a", "three", "<c@x> <c@x> <b@x>");
        add("d", "four", "<d@x>");

        assertThat(text(Algorithm.REFS).chars().filter(Character::isDigit).count())
                .isEqualTo(4);
    }

    @Test
    void aThreadAsDeepAsItsMailboxIsNoTrouble() throws IOException {
        int depth = 3000;
        for (int i = depth; i > 0; i--) {
            add("m" + i, "s" + i, i == 1 ? "" : "<m" + (i - 1) + "@x>");
        }

        String text = text(Algorithm.REFERENCES);

        assertThat(text).startsWith("(" + depth + " " + (depth - 1) + " ").endsWith(" 2 1)");
    }

    @Test
    void everyMessageIsInOneThreadWhateverTheHeadersSay() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int messages = 300;
        for (int i = 0; i < messages; i++) {
            StringBuilder references = new StringBuilder();
            for (int k = random.nextInt(5); k > 0; k--) {
                references.append(" <m").append(random.nextInt(messages)).append("@x>");
            }
            add(
                    "m" + random.nextInt(messages),
                    (random.nextBoolean() ? "Re: " : "") + random.nextInt(40),
                    references.toString());
        }
        for (Algorithm algorithm : Algorithm.values()) {
            String text = text(algorithm);
            assertThat(text.replaceAll("[()]+", " ").strip().split(" +"))
                    .as("seed %d: %s", seed, text)
                    .hasSize(messages)
                    .doesNotHaveDuplicates();
            assertThat(text.chars().filter(c -> c == '(').count())
                    .isEqualTo(text.chars().filter(c -> c == ')').count());
        }
    }

    @Test
    void aTableFollowsItsMailbox() throws IOException {
        add("a", "zebra", "");
        add("b", "apple", "");
        assertThat(text(Algorithm.ORDEREDSUBJECT)).isEqualTo("(1)(2)");
        try (Mailbox inbox = inbox()) {
            inbox.expunge(UidSet.of(1));
        }
        add("c", "Re: apple", "");

        assertThat(text(Algorithm.ORDEREDSUBJECT)).isEqualTo("(2 3)");
    }

    @Test
    void noMoreTablesAreKeptThanThereIsRoomFor() throws IOException {
        for (int i = 0; i < 60; i++) {
            add("m" + i, "s", "");
        }
        text(Algorithm.REFS);
        assertThat(tables.messages()).isEqualTo(60);
        for (int i = 60; i < 120; i++) {
            add("m" + i, "s", "");
        }
        text(Algorithm.REFS);
        assertThat(tables.messages()).isZero();
    }

    private String references() throws IOException {
        return text(Algorithm.REFERENCES);
    }

    private String text(Algorithm algorithm) throws IOException {
        try (Mailbox inbox = inbox()) {
            OrderTable table = tables.of(BOB, inbox, inbox.view());
            BitSet all = new BitSet();
            all.set(0, inbox.view().count());
            return Threader.of(algorithm, table, all).text(inbox.view()::uid);
        }
    }

    private void add(String id, String subject, String references) throws IOException {
        count++;
        String message = "Message-ID: <" + id + "@x>\r\nSubject: " + subject
                + (references.isEmpty() ? "" : "\r\nReferences: " + references) + "\r\n\r\n";
        try (Mailbox inbox = inbox()) {
            inbox.append(new Mailbox.NewMessage(
                    Content.of(message.getBytes(StandardCharsets.UTF_8)),
                    Flags.NONE,
                    Optional.of(START.plusSeconds(count)),
                    Optional.empty(),
                    false));
        }
    }

    private Mailbox inbox() throws IOException {
        return store.account(BOB).open(MailboxName.INBOX);
    }
}
