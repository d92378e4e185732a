package org.postrider.mailets.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.mime.MimeEntity;

/// The text parts of a message and new text in their place.
final class TextParts {
    /// A text part beyond this is left as it is.
    static final int TEXT_OCTETS_MAX = 5 * 1024 * 1024;

    private static final int LINE_LENGTH_MAX = 990;

    private TextParts() {}

    /// False for what a signature or an encryption protects: a change would break it (RFC 1847, RFC 8551).
    static boolean mayChange(MimeEntity whole) {
        return !contains(
                whole,
                entity -> entity.type().is("multipart", "signed")
                        || entity.type().is("multipart", "encrypted")
                        || entity.type().subtype().endsWith("pkcs7-mime"));
    }

    private static boolean contains(MimeEntity entity, Predicate<MimeEntity> wanted) {
        return wanted.test(entity) || entity.children().stream().anyMatch(child -> contains(child, wanted));
    }

    /// The parts that a reader sees as the message: text/plain and text/html, no attachments, nothing inside enclosed
    /// messages; in the order in which they stand.
    static List<MimeEntity> of(MimeEntity whole) {
        List<MimeEntity> found = new ArrayList<>();
        collect(whole, found);
        return found;
    }

    private static void collect(MimeEntity entity, List<MimeEntity> found) {
        if (entity.isMultipart()) {
            entity.children().forEach(child -> collect(child, found));
        } else if (isText(entity) && entity.bodyLength() <= TEXT_OCTETS_MAX) {
            found.add(entity);
        }
    }

    static boolean isText(MimeEntity entity) {
        boolean text = entity.type().is("text", "plain") || entity.type().is("text", "html");
        boolean attached = entity.disposition()
                .filter(value -> value.type().equals("attachment"))
                .isPresent();
        return text && !attached && entity.children().isEmpty();
    }

    static boolean isHtml(MimeEntity entity) {
        return entity.type().is("text", "html");
    }

    /// The text, line breaks as `\n`.
    static String read(MimeEntity entity, Content message) throws IOException {
        return entity.text(message, TEXT_OCTETS_MAX).replace("\r\n", "\n");
    }

    /// The entity with other text: its header but for what says how the text is encoded.
    ///
    /// @param type such as `text/plain`, with parameters but without charset
    static Content with(MimeEntity entity, String type, String text) {
        String lines = text.replace("\r\n", "\n").replace("\n", "\r\n");
        boolean plain = lines.chars().allMatch(c -> c < 0x80 && c != 0)
                && lines.lines().allMatch(line -> line.length() <= LINE_LENGTH_MAX);
        Headers headers = entity.headers()
                .set(HeaderField.of("Content-Type", type + "; charset=" + (plain ? "us-ascii" : "utf-8")))
                .set(HeaderField.of("Content-Transfer-Encoding", plain ? "7bit" : "base64"));
        if (!headers.has("MIME-Version") && entity.headerOffset() == 0) {
            headers = headers.append(HeaderField.of("MIME-Version", "1.0"));
        }
        byte[] body = lines.getBytes(StandardCharsets.UTF_8);
        return Content.concat(List.of(
                Content.of(headers.octets()),
                Content.of("\r\n".getBytes(StandardCharsets.US_ASCII)),
                Content.of(plain ? body : Base64.getMimeEncoder().encode(body))));
    }

    /// The type of a text part as it is written, without charset.
    static String typeOf(MimeEntity entity) {
        StringBuilder type = new StringBuilder(entity.type().toString());
        entity.type().parameters().forEach((name, value) -> {
            if (!name.equals("charset") && name.matches("[a-z0-9-]+")) {
                type.append("; ")
                        .append(name)
                        .append("=\"")
                        .append(value.replaceAll("[\"\\\\\\p{Cntrl}]", ""))
                        .append('"');
            }
        });
        return type.toString();
    }

    /// Changes every text part; the mail itself where nothing changes.
    static Mail changed(Mail mail, Change change) throws IOException {
        Content message = mail.message().content();
        MimeEntity whole = MimeEntity.of(mail.message());
        if (!mayChange(whole)) {
            return mail;
        }
        Edits edits = new Edits(message);
        for (MimeEntity entity : of(whole)) {
            String before = read(entity, message);
            String after = change.apply(entity, before);
            if (!after.equals(before)) {
                edits.replace(entity, with(entity, typeOf(entity), after));
            }
        }
        return edits.isEmpty() ? mail : mail.withMessage(Message.of(edits.result()));
    }

    /// New text for a text part.
    @FunctionalInterface
    interface Change {
        String apply(MimeEntity entity, String text);
    }
}
