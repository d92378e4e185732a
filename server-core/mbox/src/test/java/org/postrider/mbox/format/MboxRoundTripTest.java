package org.postrider.mbox.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.SystemFlag;

/// What is written comes back octet for octet, whatever it is.
class MboxRoundTripTest {
    private static final Instant DATE = Instant.parse("1996-01-03T01:05:34Z");
    // What the format has a meaning for, in pieces that random messages are made of.
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "From ",
            ">",
            ">>>>",
            "From bob@example.test Sat Jan  3 01:05:34 1996\r\n",
            "Status: RO\r\n",
            "status: x",
            "X-UID: 7",
            "X-Postrider: 1 2 3 4 exact -\r\n",
            "X-Postrider-Kept-Status: O\r\n",
            "X-Keywords: a b\r\n folded\r\n",
            "Content-Length: 5\r\n",
            "Lines: 1\r\n",
            "Subject: hello\r\n",
            " folded\r\n",
            "\t",
            "\0",
            "\u00ff\u00fe",
            "text");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\n",
                "\r",
                "x",
                "\r\n\r\n",
                "\n\n\n",
                "Subject: x\r\n\r\nbody\r\n",
                "Subject: x\r\n\r\nbody",
                "Subject: x\r\n\r\nbody\r\n\r\n\r\n",
                "Subject: x\n\nbody\n",
                "a\r\r\nb\r\n",
                "a\r\n\r",
                "a\r\n\r\nb",
                "a\n\r\nb\r",
                "From x\r\n",
                ">From x",
                " begins with a space\r\nStatus: RO\r\n",
                "\tbegins with a tab",
                "Status: RO\r\nX-Status: D\r\n\r\nStatus: in the body\r\n",
                "X-Postrider: 1 1 1 1 exact-open -\r\n\r\nx\r\n",
                "X-Postrider-Kept-X-Postrider-Kept-Lines: 7\r\n\r\n",
                "Content-Length: 100000\r\n\r\nshort\r\n",
                "a\r\n\r\nFrom bob@example.test Sat Jan  3 01:05:34 1996\r\n\r\n",
                "\0\0\0\n\0",
                "\u00e4\u00f6\u00fc\r\n"
            })
    void comesBackAsItIs(String text) throws Exception {
        assertRoundTrip(List.of(text.getBytes(StandardCharsets.ISO_8859_1)), "'" + text + "'");
    }

    @Test
    void everyDepthOfQuotingComesBack() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int depth = 0; depth < 50; depth++) {
            text.append(">".repeat(depth)).append("From bob@example.test Sat Jan  3 01:05:34 1996\r\n");
            text.append(">".repeat(depth))
                    .append("From\r\n")
                    .append(">".repeat(depth))
                    .append(" From x\r\n");
        }
        assertRoundTrip(List.of(text.toString().getBytes(StandardCharsets.US_ASCII)), "quoting");
    }

    @Test
    void quotesLongerThanAnyBufferComeBack() throws Exception {
        for (int depth = 2040; depth < 2060; depth++) {
            String quotes = ">".repeat(depth);
            for (String text :
                    List.of(quotes + "From x\r\n", quotes, quotes + "Fro", quotes + "From\n", "\r\n" + quotes)) {
                assertRoundTrip(List.of(text.getBytes(StandardCharsets.US_ASCII)), depth + " quotes");
            }
        }
        String many = ">".repeat(600_000) + "From the deep\r\n";
        assertRoundTrip(List.of(many.getBytes(StandardCharsets.US_ASCII)), "600,000 quotes");
    }

    @Test
    void aLineLongerThanAnyBufferComesBack() throws Exception {
        for (int length = 262_140; length < 262_150; length++) {
            String text = "a".repeat(length) + "\r\nFrom x\r\n\r\nend";
            assertRoundTrip(List.of(text.getBytes(StandardCharsets.US_ASCII)), length + " octets");
        }
    }

    @Test
    void randomOctetsComeBack() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            List<byte[]> messages = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                messages.add(random.nextInt(4) == 0 ? noise(random) : pieces(random));
            }
            assertRoundTrip(messages, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void flagsAndDatesComeBack() throws Exception {
        Flags flags = Flags.of(
                Set.of(SystemFlag.SEEN, SystemFlag.ANSWERED, SystemFlag.DELETED),
                Set.of(Keyword.of("$Forwarded"), Keyword.of("work")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MboxWriter writer = new MboxWriter(out)) {
            writer.write("bob@example.test", DATE, flags, Content.of(new byte[] {'x'}));
            writer.write("", DATE.plusSeconds(1), Flags.NONE, Content.of(new byte[0]));
        }
        try (MboxReader reader = new MboxReader(new ByteArrayInputStream(out.toByteArray()))) {
            MboxMessage first = reader.next().orElseThrow();
            assertThat(first.sender()).isEqualTo("bob@example.test");
            assertThat(first.date()).isEqualTo(DATE);
            assertThat(first.flags()).isEqualTo(flags);
            MboxMessage second = reader.next().orElseThrow();
            assertThat(second.sender()).isEqualTo(FromLine.NOBODY);
            assertThat(second.date()).isEqualTo(DATE.plusSeconds(1));
            assertThat(second.flags()).isEqualTo(Flags.NONE);
            assertThat(reader.next()).isEmpty();
        }
    }

    private static void assertRoundTrip(List<byte[]> messages, String what) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MboxWriter writer = new MboxWriter(out)) {
            for (byte[] message : messages) {
                writer.write("bob@example.test", DATE, Flags.NONE, Content.of(message));
            }
        }
        byte[] file = out.toByteArray();
        assertThat(read(new MboxReader(new ByteArrayInputStream(file))))
                .as(what)
                .isEqualTo(strings(messages));
        // With a small buffer, whose ends fall everywhere.
        MboxReader small = MboxReader.ofOne(new ByteArrayInputStream(file), 0);
        assertThat(read(small)).as("%s, small buffer", what).isEqualTo(strings(messages));
        assertParsed(file, messages, what);
        assertThat(copied(file, messages.size())).as("%s, copied", what).isEqualTo(strings(messages));
    }

    private static void assertParsed(byte[] file, List<byte[]> messages, String what) throws Exception {
        MboxParser parser =
                new MboxParser(new RawLines(new ByteArrayInputStream(file)), ZoneOffset.UTC, MboxParser.Sink.NOTHING);
        for (byte[] message : messages) {
            assertThat(parser.next()).as(what).isTrue();
            while (parser.step()) {
                // It measures.
            }
            assertThat(parser.size()).as("size, %s", what).isEqualTo(message.length);
            assertThat(parser.tags().size()).as("announced, %s", what).isEqualTo(message.length);
            assertThat(parser.isTidy()).as("tidy, %s", what).isTrue();
        }
        assertThat(parser.end()).isEqualTo(file.length);
        assertThat(parser.next()).as(what).isFalse();
    }

    // Each message copied with new tags, as the store does.
    private static List<String> copied(byte[] file, int count) throws Exception {
        MboxParser parser =
                new MboxParser(new RawLines(new ByteArrayInputStream(file)), ZoneOffset.UTC, MboxParser.Sink.NOTHING);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            parser.next();
            while (parser.step()) {
                // To its end.
            }
            int start = (int) parser.start();
            int length = (int) parser.end() - start;
            MessageTags tags = parser.tags().withUid(1, 4_000_000_000L + i);
            MessageCopier.copy(new ByteArrayInputStream(file, start, length), length, tags, out);
        }
        return read(new MboxReader(new ByteArrayInputStream(out.toByteArray())));
    }

    private static List<String> read(MboxReader reader) throws Exception {
        List<String> read = new ArrayList<>();
        for (Optional<MboxMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
            try (InputStream content = next.get().content()) {
                read.add(new String(content.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return read;
    }

    private static List<String> strings(List<byte[]> messages) {
        return messages.stream()
                .map(each -> new String(each, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static byte[] noise(Random random) {
        byte[] octets = new byte[random.nextInt(3000)];
        random.nextBytes(octets);
        return octets;
    }

    private static byte[] pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
