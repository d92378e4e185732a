package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotStufferTest {
    // In the table, | is CRLF, n a lone LF, r a lone CR.
    @ParameterizedTest
    @CsvSource({
        "x|, x|.|",
        "x, x|.|",
        "'', .|",
        ".|, ..|.|",
        "a|.b|..c|, a|..b|...c|.|",
        "a.b|, a.b|.|",
        "an.nb|, a|..|b|.|",
        "ar.rb|, a|..|b|.|",
        "a|.n.r, a|..|..|.|",
        "arr|, a|||.|",
        "nn, ||.|",
    })
    void aMessageEndsAtItsEndOnly(String message, String wire) throws IOException {
        for (int chunk = 1; chunk < 12; chunk++) {
            assertThat(stuff(octets(message), chunk)).isEqualTo(new String(octets(wire), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void nothingInAMessageCanEndItEarly() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] alphabet = {'.', '.', '\r', '\n', '\r', '\n', 'a', 0, (byte) 0x85};
        for (int round = 0; round < 20_000; round++) {
            byte[] message = new byte[random.nextInt(30)];
            for (int i = 0; i < message.length; i++) {
                message[i] = alphabet[random.nextInt(alphabet.length)];
            }
            String wire = stuff(message, 1 + random.nextInt(10));
            String shown = "seed " + seed + " round " + round;
            assertThat(wire.endsWith("\r\n.\r\n") || wire.equals(".\r\n"))
                    .as(shown)
                    .isTrue();
            assertThat(("\r\n" + wire).indexOf("\r\n.\r\n")).as(shown).isEqualTo(wire.length() - 3);
            assertThat(wire.replace("\r\n", "")).as(shown).doesNotContain("\r").doesNotContain("\n");
        }
    }

    private static String stuff(byte[] message, int chunk) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffer stuffer = new DotStuffer(out);
        for (int i = 0; i < message.length; i += chunk) {
            stuffer.write(message, i, Math.min(chunk, message.length - i));
        }
        stuffer.end();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.replace("|", "\r\n").replace("n", "\n").replace("r", "\r").getBytes(StandardCharsets.ISO_8859_1);
    }
}
