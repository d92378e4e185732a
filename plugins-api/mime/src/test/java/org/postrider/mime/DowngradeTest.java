package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.mime.Downgrade.Level;

class DowngradeTest {
    private static final String MULTIPART = """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b
            Content-Transfer-Encoding: 8bit

            pr\u00e9amble
            --b
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: 8bit

            Gr\u00fc\u00dfe from somewhere, with a line = of text
            and a space at its end\s
            --b
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: BINARY

            \u00ff\u00fe\u00fd\u0000\u0001
            --b
            Content-Type: message/rfc822

            Subject: inner

            caf\u00e9 and a lot more of text
            --b--
            """;

    @Test
    void whatFitsStaysTheSameContent() throws IOException {
        Content content = content("Subject: x\r\n\r\nplain\r\n");
        assertThat(Downgrade.to(Level.SEVEN_BIT, content)).containsSame(content);
        Content eightBit = content("Subject: x\r\n\r\ngr\u00fc\u00dfe\r\n");
        assertThat(Downgrade.to(Level.EIGHT_BIT, eightBit)).containsSame(eightBit);
    }

    // RFC 6152 §3
    @Test
    void eachPartGetsTheEncodingThatSuitsIt() throws IOException {
        assertThat(down(Level.SEVEN_BIT, MULTIPART.replace("\n", "\r\n"))).isEqualTo("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b
                Content-Transfer-Encoding: 7bit

                pr?amble
                --b
                Content-Type: text/plain; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                Gr=FC=DFe from somewhere, with a line =3D of text
                and a space at its end=20
                --b
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64

                //79AAE=
                --b
                Content-Type: message/rfc822

                Subject: inner
                Content-Transfer-Encoding: quoted-printable
                Content-Type: text/plain; charset=unknown-8bit
                MIME-Version: 1.0

                caf=E9 and a lot more of text
                --b--
                """.replace("\n", "\r\n"));
    }

    // RFC 3030 §3
    @Test
    void whatIsBinaryIsEncodedForAWayOfLinesAndTheRestIsNot() throws IOException {
        assertThat(down(Level.EIGHT_BIT, MULTIPART.replace("\n", "\r\n")))
                .contains("Gr\u00fc\u00dfe")
                .contains("caf\u00e9")
                .contains("Content-Transfer-Encoding: base64\r\n\r\n//79AAE=\r\n--b");
    }

    // RFC 1847 §2.1
    @Test
    void whatIsSignedIsLeftAloneOrNotSentAtAll() throws IOException {
        String signed = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
                + "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n--b\r\n"
                + "Content-Type: application/pgp-signature\r\n\r\nsignature\r\n--b--\r\n--a\r\n\r\ngr\u00fc\u00dfe\r\n--a--\r\n";
        assertThat(Downgrade.to(Level.SEVEN_BIT, content(signed.formatted("gr\u00fc\u00dfe"))))
                .isEmpty();
        assertThat(down(Level.SEVEN_BIT, signed.formatted("plain")))
                .contains("--b\r\n\r\nplain\r\n--b\r\n")
                .contains("Content-Transfer-Encoding: base64\r\n\r\nZ3L832U=\r\n--a--");
    }

    @Test
    void aMessageWithoutMimeBecomesOneWith() throws IOException {
        assertThat(down(Level.SEVEN_BIT, "Subject: x\r\n\r\nna\u00efve and more of it\r\n"))
                .isEqualTo("Subject: x\r\nContent-Transfer-Encoding: quoted-printable\r\n"
                        + "Content-Type: text/plain; charset=unknown-8bit\r\nMIME-Version: 1.0\r\n\r\n"
                        + "na=EFve and more of it\r\n");
    }

    @Test
    void aBodyWithoutAHeaderGetsOne() throws IOException {
        assertThat(down(Level.SEVEN_BIT, "na\u00efve and more of it\r\n")).contains("\r\n\r\nna=EFve");
    }

    @Test
    void whateverIsInAPartComesOutAgain() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] body = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(body);
            for (String type : List.of("text/plain", "image/png")) {
                String message = "MIME-Version: 1.0\r\nContent-Type: " + type
                        + "\r\nContent-Transfer-Encoding: binary\r\n\r\n" + latin1(body);
                for (Level level : Level.values()) {
                    Content down = Downgrade.to(level, content(message)).orElseThrow();
                    assertThat(OctetTraits.of(down).fits(level))
                            .as("seed " + seed)
                            .isTrue();
                    assertThat(down.size()).isEqualTo(down.readAll(1_000_000).length);
                    byte[] back = MimeEntity.parse(down).decoded(down).readAllBytes();
                    assertThat(back).as("seed " + seed).isEqualTo(body);
                }
            }
        }
    }

    @Test
    void textOfAnyKindComesOutOfQuotedPrintableAgain() throws IOException {
        String text =
                "x".repeat(2000) + " \r\n\t\r\n=\u00e4 \r\n.\r\nFrom me\r\n" + "word ".repeat(100) + "a\rb\nc\0\r\n";
        Content down = Downgrade.to(
                        Level.SEVEN_BIT, content("MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n" + text))
                .orElseThrow();
        MimeEntity entity = MimeEntity.parse(down);
        assertThat(entity.encoding()).isEqualTo("quoted-printable");
        assertThat(latin1(entity.decoded(down).readAllBytes())).isEqualTo(text);
        assertThat(latin1(down.readAll(100_000)).lines()).allMatch(line -> line.length() <= 76);
    }

    // With the whole read again for each of its parts, or for each level around it, it would be thousands of times.
    @Test
    void eachOctetIsReadAFewTimesOnlyHoweverManyPartsThereAreAndHoweverDeep() throws IOException {
        StringBuilder parts = new StringBuilder();
        for (int level = 0; level < 60; level++) {
            String name = "b" + level + "b";
            parts.append("Content-Type: multipart/mixed; boundary=")
                    .append(name)
                    .append("\r\n\r\n--")
                    .append(name)
                    .append("\r\n");
        }
        parts.append("\r\nx\r\n");
        for (int part = 0; part < 2000; part++) {
            parts.append("--b59b\r\n\r\n\0\r\n");
        }
        CountedContent counted = new CountedContent(parts.toString().getBytes(StandardCharsets.ISO_8859_1));
        Content message = Content.concat(List.of(content("Return-Path: <>\r\n"), counted));

        Content down = Downgrade.to(Level.EIGHT_BIT, message).orElseThrow();

        assertThat(latin1(down.readAll(1_000_000)))
                .doesNotContain("\0")
                .contains("Content-Transfer-Encoding: quoted-printable");
        assertThat(counted.octetsRead()).isLessThan(6L * parts.length());
    }

    private static String down(Level level, String message) throws IOException {
        return latin1(Downgrade.to(level, content(message)).orElseThrow().readAll(100_000));
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
