package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.WireInput;
import org.postrider.smtp.SmtpConfig.BareLineBreaks;

class ContentReaderTest {
    private static final MinimumRate NO_RATE = new MinimumRate(0, Duration.ZERO, () -> 0);

    private static final String END = "\r\n.\r\n";
    private static final long NO_LIMIT = 1 << 30;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Random random = new Random(1);

    // RFC 5321 §4.1.1.4: only <CRLF>.<CRLF> ends a message; each of these has been taken for it by some server.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\r.\r",
                "\n.\r\n",
                "\r.\r\n",
                "\r\n.\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\r\n.\r\r\n",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\n. \r\n",
                "\r\r\n.\n",
                "\r\n..\r\n",
                "\n\n.\n\n",
                "\r\n.\n.\r",
                "\u0085.\u0085"
            })
    void nothingElseEndsAMessage(String lookalike) throws Exception {
        String smuggled = "innocent" + lookalike + "MAIL FROM:<evil@example.test>\r\nRCPT TO:<bob@example.test>";
        for (int chunkMax : List.of(1, 2, 3, 1000)) {
            for (BareLineBreaks policy : BareLineBreaks.values()) {
                out.reset();
                WireInput input = input(smuggled + END + "QUIT\r\n", chunkMax);
                ContentReader reader = new ContentReader(input, out, new ContentRules(NO_LIMIT, 0, policy));
                assertThat(reader.readToEnd(NO_RATE)).isTrue();
                assertThat(text(input.readLine(100))).isEqualTo("QUIT\r\n");
                boolean bare = !lookalike.replace("\r\n", "").matches("[^\r\n]*");
                assertThat(reader.refusedLineBreak()).isEqualTo(bare && policy == BareLineBreaks.REFUSE);
                if (!reader.refusedLineBreak()) {
                    assertThat(out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", ""))
                            .contains("MAIL FROM")
                            .doesNotContain("\r")
                            .doesNotContain("\n");
                }
            }
        }
    }

    @Test
    void normalisesLoneLineBreaks() throws Exception {
        assertThat(read("a\nb\rc\r\rd\n\ne\r\n", BareLineBreaks.NORMALISE))
                .isEqualTo("a\r\nb\r\nc\r\n\r\nd\r\n\r\ne\r\n");
        assertThat(read("\n.\r\nx\r\n", BareLineBreaks.NORMALISE)).isEqualTo("\r\n.\r\nx\r\n");
        assertThat(read(".\rx\r\n", BareLineBreaks.NORMALISE)).isEqualTo("\r\nx\r\n");
    }

    @Test
    void anEmptyMessageIsJustADot() throws Exception {
        WireInput input = input(".\r\nQUIT\r\n", 1);
        assertThat(new ContentReader(input, out, new ContentRules(NO_LIMIT, 0, BareLineBreaks.REFUSE))
                        .readToEnd(NO_RATE))
                .isTrue();
        assertThat(out.size()).isZero();
        assertThat(text(input.readLine(100))).isEqualTo("QUIT\r\n");
    }

    // RFC 5321 §4.5.2
    @Test
    void whatIsStuffedComesOutAsItWas() throws Exception {
        long seed = new Random().nextLong();
        Random chance = new Random(seed);
        String[] words = {".", "..", "\r\n", "\r\n.", "\r\n..", ".\r\n", "text", "\0", "\u00e4", "x".repeat(3000)};
        for (int round = 0; round < 3000; round++) {
            StringBuilder content = new StringBuilder();
            for (int i = chance.nextInt(20); i > 0; i--) {
                content.append(words[chance.nextInt(words.length)]);
            }
            content.append("\r\n");
            String stuffed = ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2);
            out.reset();
            WireInput input = input(stuffed + ".\r\nNOOP\r\n", 1 + chance.nextInt(50));
            ContentReader reader = new ContentReader(input, out, new ContentRules(NO_LIMIT, 0, BareLineBreaks.REFUSE));
            assertThat(reader.readToEnd(NO_RATE)).isTrue();
            assertThat(out.toString(StandardCharsets.ISO_8859_1))
                    .as("seed " + seed)
                    .isEqualTo(content.toString());
            assertThat(reader.eightBit()).isEqualTo(content.indexOf("\u00e4") >= 0);
            assertThat(text(input.readLine(100))).isEqualTo("NOOP\r\n");
        }
    }

    @Test
    void aMessageOfTheLargestSizeIsTakenAndOneOctetMoreIsNot() throws Exception {
        for (int size : List.of(10, 11)) {
            out.reset();
            WireInput input = input("x".repeat(size - 2) + END, 4);
            ContentReader reader = new ContentReader(input, out, new ContentRules(10, 0, BareLineBreaks.REFUSE));
            assertThat(reader.readToEnd(NO_RATE)).isTrue();
            assertThat(reader.tooLarge()).isEqualTo(size == 11);
            assertThat(out.size()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void aFullDiskIsNoticedAndTheMessageReadToItsEnd() throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("disk full");
            }
        };
        WireInput input = input("one\r\ntwo" + END + "NOOP\r\n", 2);
        ContentReader reader = new ContentReader(input, full, new ContentRules(NO_LIMIT, 0, BareLineBreaks.REFUSE));
        assertThat(reader.readToEnd(NO_RATE)).isTrue();
        assertThat(reader.failure()).hasValueSatisfying(e -> assertThat(e).hasMessage("disk full"));
        assertThat(text(input.readLine(100))).isEqualTo("NOOP\r\n");
    }

    @Test
    void aMessageThatBreaksOffIsNoMessage() {
        WireInput input = input("text\r\n.\r", 100);
        assertThatThrownBy(() -> new ContentReader(input, out, new ContentRules(NO_LIMIT, 0, BareLineBreaks.REFUSE))
                        .readToEnd(NO_RATE))
                .isInstanceOf(ConnectionEndedException.class);
    }

    private String read(String content, BareLineBreaks policy) throws Exception {
        for (int chunkMax : List.of(1, 2, 1000)) {
            out.reset();
            new ContentReader(input(content + ".\r\n", chunkMax), out, new ContentRules(NO_LIMIT, 0, policy))
                    .readToEnd(NO_RATE);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private WireInput input(String octets, int chunkMax) {
        return new WireInput(ChunkedConnection.of(octets.getBytes(StandardCharsets.ISO_8859_1), random, chunkMax));
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
