package org.postrider.smime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Message;
import org.postrider.mime.ContentType;
import org.postrider.mime.MimeEntity;

/// Takes what is signed or encrypted out of a message's header, and puts it back.
final class Entities {
    /// More is not read at once.
    static final int OCTETS_MAX = 64 * 1024 * 1024;

    private static final byte[] LINE_BREAK = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private Entities() {}

    /// The fields that describe the content, of which MIME-Version is none: it stays with the message.
    static boolean isContentField(HeaderField field) {
        return field.name().toLowerCase(Locale.ROOT).startsWith("content-");
    }

    // RFC 8551 §3.1: the MIME entity is the fields about the content, and the body
    static Content inner(Message message, MimeEntity root) {
        List<HeaderField> fields = root.headers().fields().stream()
                .filter(Entities::isContentField)
                .toList();
        return Content.concat(
                List.of(Content.of(Headers.of(fields).octets()), Content.of(LINE_BREAK), root.body(message.content())));
    }

    /// The message with another content: all fields of its header but those on the content, then `entity`.
    ///
    /// @param entity fields, an empty line, a body
    static Message outer(Message message, Content entity) {
        Headers headers = message.headers();
        List<HeaderField> kept = headers.fields().stream()
                .filter(field -> !isContentField(field))
                .toList();
        Headers outer = Headers.of(kept).set(HeaderField.of("MIME-Version", "1.0"));
        return Message.of(Content.concat(List.of(Content.of(outer.octets()), entity)));
    }

    /// An entity that came out of a signature or an encryption, with those fields alone that may be in the header of a
    /// message: nobody writes a From or Received of his own into it that way.
    static Content unwrapped(Content entity) throws IOException {
        MimeEntity parsed = MimeEntity.parse(entity);
        List<HeaderField> fields = parsed.headers().fields().stream()
                .filter(Entities::isContentField)
                .toList();
        return Content.concat(
                List.of(Content.of(Headers.of(fields).octets()), Content.of(LINE_BREAK), parsed.body(entity)));
    }

    // RFC 8551 §3.2: application/pkcs7-mime, and its name of old
    static boolean isPkcs7(ContentType type) {
        return type.is("application", "pkcs7-mime") || type.is("application", "x-pkcs7-mime");
    }

    // RFC 1847 §2.1: what is signed, then the signature
    static boolean isDetachedSignature(MimeEntity root) {
        return root.type().is("multipart", "signed")
                && root.children().size() == 2
                && root.type()
                        .parameter("protocol")
                        .map(value -> value.toLowerCase(Locale.ROOT))
                        .filter(value -> value.equals("application/pkcs7-signature")
                                || value.equals("application/x-pkcs7-signature"))
                        .isPresent();
    }

    static byte[] decoded(MimeEntity entity, Content message) throws IOException {
        if (entity.bodyLength() > OCTETS_MAX) {
            throw new IOException("its " + entity.bodyLength() + " octets are too many to be read at once");
        }
        try (var in = entity.decoded(message)) {
            return in.readAllBytes();
        }
    }
}
