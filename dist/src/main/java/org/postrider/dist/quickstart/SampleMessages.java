package org.postrider.dist.quickstart;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.postrider.api.mail.Content;

/// The messages that the quick start sends.
final class SampleMessages {
    private static final Charset KOI8_R = Charset.forName("KOI8-R");

    private SampleMessages() {}

    /// @param title for the person who watches
    /// @param message with CRLF, dots not stuffed: no line of these begins with one
    record Sample(String title, String to, Content message) {}

    static List<Sample> all() {
        return List.of(
                new Sample("to a local user", "bob@example.test", Content.of(plain())),
                new Sample("to an alias that stands for both users", "team@example.test", Content.of(alias())),
                new Sample("with an attachment in a foreign charset", "bob@example.test", Content.of(attachment())));
    }

    private static byte[] plain() {
        return ascii("""
                From: Alice <alice@example.test>
                To: Bob <bob@example.test>
                Subject: Lunch on Thursday

                Hello Bob,

                the new place at the harbour has opened. Thursday, half past twelve?
                """);
    }

    private static byte[] alias() {
        return ascii("""
                From: Alice <alice@example.test>
                To: Team <team@example.test>
                Subject: Minutes of the meeting

                We decided to ship on Friday.
                """);
    }

    private static byte[] attachment() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("""
                From: Alice <alice@example.test>
                To: Bob <bob@example.test>
                Subject: =?koi8-r?B?%s?=
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=quickstart

                --quickstart
                Content-Type: text/plain; charset=us-ascii

                The translation is attached.
                --quickstart
                Content-Type: text/plain; charset=koi8-r; name=perevod.txt
                Content-Disposition: attachment; filename=perevod.txt
                Content-Transfer-Encoding: base64

                """.formatted(base64("Перевод"))));
        out.writeBytes(ascii(base64("Почтальон всегда звонит дважды.\r\n") + "\n--quickstart--\n"));
        return out.toByteArray();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(KOI8_R));
    }

    private static byte[] ascii(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
