package org.postrider.mime;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Headers;

/// A message or a part of one, and where it stands: nothing is copied, nothing changed. Immutable.
///
/// @param headerOffset of its header's first octet in the whole message
/// @param headers its header
/// @param bodyOffset of its body: behind the empty line
/// @param bodyLength in octets, without the line break that belongs to a boundary (RFC 2046 §5.1.1)
/// @param bodyLines how many line breaks the body has, one more where it does not end with one
/// @param type of its content
/// @param children of a multipart; the message inside a message/rfc822
public record MimeEntity(
        long headerOffset,
        Headers headers,
        long bodyOffset,
        long bodyLength,
        long bodyLines,
        ContentType type,
        List<MimeEntity> children) {
    public MimeEntity {
        children = List.copyOf(children);
    }

    /// Reads the structure of a message, in one pass. Never fails for what it contains: what is nested
    /// deeper than 64 levels,
    /// and parts beyond ten thousand, are left opaque.
    ///
    /// @throws IOException where the content cannot be read
    public static MimeEntity parse(Content message) throws IOException {
        return new MimeReader(message).read();
    }

    /// The body as it stands in the message.
    public Content body(Content message) {
        return message.slice(bodyOffset, bodyLength);
    }

    /// Header and body as they stand in the message.
    public Content whole(Content message) {
        return message.slice(headerOffset, bodyOffset + bodyLength - headerOffset);
    }

    public boolean isMultipart() {
        return type.isMultipart() && !children.isEmpty();
    }

    /// A message/rfc822 whose inside was read.
    public boolean isMessage() {
        return !type.isMultipart() && !children.isEmpty();
    }

    /// Content-Transfer-Encoding, lower case; `7bit` where it is not given (RFC 2045 §6.1).
    public String encoding() {
        String value = headers.first("Content-Transfer-Encoding").orElse("7bit").strip();
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    public Optional<ContentType> disposition() {
        return headers.first("Content-Disposition")
                .map(ContentType::parse)
                .filter(value -> !value.type().isEmpty());
    }

    /// The name of the file it is meant to be, decoded.
    public Optional<String> fileName() {
        return disposition()
                .flatMap(value -> value.decodedParameter("filename"))
                .or(() -> type.decodedParameter("name"));
    }

    /// The text of a text part, decoded, or as much of it as comes from `octetsMax` octets of it.
    ///
    /// @throws IOException where the content cannot be read
    public String text(Content message, int octetsMax) throws IOException {
        byte[] raw;
        try (var in = body(message).open()) {
            raw = in.readNBytes((int) Math.min(octetsMax, bodyLength));
        }
        return Charsets.decode(
                TransferEncoding.decode(raw, encoding()),
                type.parameter("charset").orElse("us-ascii"));
    }
}
