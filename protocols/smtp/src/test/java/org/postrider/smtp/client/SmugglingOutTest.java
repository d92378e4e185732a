package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that some server takes for the end of a message, on the way out: whatever a message holds, the next host
/// sees one end, however it reads (RFC 5321 §2.3.8, §4.5.2).
class SmugglingOutTest {
    private static final List<String> BREAKS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\n\r",
            "\r\r",
            "\n\n",
            "\r\r\n",
            "\r\n\n",
            "\0\r\n",
            "\r\0\n",
            "\r\n\0",
            "\n\0",
            "\0",
            "\r\n\0\0",
            "\r\n.\r",
            "");
    private static final Pattern LONE = Pattern.compile("\r(?!\n)|(?<!\r)\n");

    static Stream<String> lookalikes() {
        return BREAKS.stream().flatMap(before -> BREAKS.stream().map(after -> before + "." + after));
    }

    @ParameterizedTest
    @MethodSource("lookalikes")
    void aMessageHasOneEndHoweverItIsRead(String lookalike) throws IOException {
        String message = "Subject: x\r\n\r\ntext" + lookalike + "MAIL FROM:<evil@other.test>\r\n";
        for (int piece : List.of(1, 2, 3, 1000)) {
            String sent = sent(message, piece);
            assertThat(LONE.matcher(sent).find()).isFalse();
            // Also where the other host drops NUL, or takes CR or LF alone for a line break.
            for (String read : List.of(sent, sent.replace("\0", ""), sent.replaceAll("[\r\n]+", "\r\n"))) {
                assertThat(read.indexOf("\r\n.\r\n")).isEqualTo(read.length() - 5);
            }
        }
    }

    private static String sent(String message, int piece) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer(out);
        for (int i = 0; i < octets.length; i += piece) {
            stuffer.write(octets, i, Math.min(piece, octets.length - i));
        }
        stuffer.end();
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
