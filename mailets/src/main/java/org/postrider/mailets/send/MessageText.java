package org.postrider.mailets.send;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.mailets.text.Enclose;

/// Makes a plain message of text, perhaps with another one inside.
final class MessageText {
    private static final String BREAK = "\r\n";

    private MessageText() {}

    /// @param headers From, To, Subject and whatever else; not what MIME needs
    /// @param body in lines
    /// @param inside the content type of what is enclosed, and itself
    static Message of(List<HeaderField> headers, String body, Optional<Enclosed> inside, MailId id) {
        Content header = Content.of(Headers.of(headers).octets());
        String mime = "MIME-Version: 1.0" + BREAK;
        if (inside.isEmpty()) {
            return Message.of(Content.concat(List.of(header, text(mime + textPart(body)))));
        }
        // RFC 2046 §5.1.1: no line of what is inside may be the boundary; the id is not known to its author.
        String boundary = "=_" + id;
        String start = mime + "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"" + BREAK + BREAK + "--"
                + boundary + BREAK + textPart(body) + BREAK + "--" + boundary + BREAK + "Content-Type: "
                + inside.get().type() + BREAK + "Content-Disposition: attachment" + BREAK + BREAK;
        return Message.of(Content.concat(
                List.of(header, text(start), inside.get().content(), text(BREAK + "--" + boundary + "--" + BREAK))));
    }

    private static String textPart(String body) {
        String lines = body.replace("\r\n", "\n").strip().replace("\n", BREAK) + BREAK;
        boolean ascii = lines.chars().allMatch(c -> c < 0x80);
        boolean shortLines = lines.lines().allMatch(line -> line.length() < 900);
        return ascii && shortLines
                ? "Content-Type: text/plain; charset=us-ascii" + BREAK + BREAK + lines
                : "Content-Type: text/plain; charset=utf-8" + BREAK + "Content-Transfer-Encoding: base64" + BREAK
                        + BREAK
                        + Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8)) + BREAK;
    }

    private static Content text(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param type of the part
    record Enclosed(String type, Content content) {
        static Optional<Enclosed> of(Enclose part, Mail mail) {
            return switch (part) {
                case MESSAGE ->
                    Optional.of(new Enclosed("message/rfc822", mail.message().content()));
                // RFC 6522 §4: the header alone
                case HEADS ->
                    Optional.of(new Enclosed(
                            "text/rfc822-headers",
                            Content.of(mail.message().headers().octets())));
                case NONE -> Optional.empty();
            };
        }
    }
}
