package org.postrider.imap.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;

/// Whatever a message holds, what is told of it can be read by a client: brackets match, strings end.
class StructureFuzzTest {
    private static final String MESSAGE = """
            From: "A, \\"B\\"" <a@example.org>, Group: x@y.example, (comment) z@example.org;
            To: <@route.example:c@example.org>, bob@[IPv6:::1], undisclosed
            Cc: ;
            Subject: =?utf-8?q?x?= \u00e4
            Content-Type: multipart/mixed; boundary="b"; x*0="1"; x*1*=%41

            --b
            Content-Type: message/rfc822

            Subject: inside
            Content-Type: multipart/digest; boundary=c

            --c

            Subject: digest

            x
            --c--
            --b
            Content-Type: text/html; charset="utf-8" ; odd="a\\b
            Content-Disposition: attachment; filename="x\\"y.txt"
            Content-Language: en, de
            Content-ID: <1@x>

            <p>
            --b--
            """;

    @Test
    void whatIsToldOfAnyMessageIsWellFormed() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] octets = MESSAGE.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5000; i++) {
            byte[] changed = octets.clone();
            for (int j = random.nextInt(12); j > 0; j--) {
                changed[random.nextInt(changed.length)] =
                        (byte) "()\\\"<>:;,@\r\n \0\u00ff-=/".charAt(random.nextInt(18));
            }
            ImapStructure field = new ImapStructure();
            Structure structure = ImapStructure.read(field.derive(Content.of(changed)));
            for (byte[] told : new byte[][] {structure.envelope(), structure.body(), structure.bodyStructure()}) {
                assertThat(endOfList(told, 0))
                        .as("seed %d: %s", seed, new String(told, StandardCharsets.ISO_8859_1))
                        .isEqualTo(told.length);
            }
        }
    }

    // The index behind the list that begins at `start`; -1 where it is none.
    private static int endOfList(byte[] told, int start) {
        int depth = 0;
        for (int i = start; i < told.length; i++) {
            switch (told[i]) {
                case '(' -> depth++;
                case ')' -> {
                    if (--depth == 0) {
                        return i + 1;
                    }
                }
                case '"' -> {
                    for (i++; told[i] != '"'; i++) {
                        if (told[i] < 0x20) {
                            return -1;
                        }
                        i += told[i] == '\\' ? 1 : 0;
                    }
                }
                case '{' -> {
                    int end = i + 1;
                    while (told[end] != '}') {
                        end++;
                    }
                    int length = Integer.parseInt(new String(told, i + 1, end - i - 1, StandardCharsets.US_ASCII));
                    i = end + 2 + length;
                }
                default -> {
                    if (told[i] < 0x20) {
                        return -1;
                    }
                }
            }
        }
        return -1;
    }
}
