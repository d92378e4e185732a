package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Message;

/// A message or a part of one, and where it stands: nothing is copied, nothing changed. Immutable.
///
/// @param headerOffset of its header's first octet in the whole message
/// @param headers its header
/// @param bodyOffset of its body: behind the empty line
/// @param bodyLength in octets, without the line break that belongs to a boundary (RFC 2046 §5.1.1)
/// @param bodyLines how many line breaks the body has, one more where text stands behind the last of them
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

    /// Reads the structure of a message, in one pass. Never fails for what it contains: what is nested deeper than
    /// 64 levels is left opaque, and so is what stands behind ten thousand parts or 2 MiB of their headers.
    ///
    /// @throws IOException where the content cannot be read
    public static MimeEntity parse(Content message) throws IOException {
        return MimeReader.read(message);
    }

    /// The structure of a message, read once for all who ask, as long as it is the same message.
    ///
    /// @throws IOException where the content cannot be read
    public static MimeEntity of(Message message) throws IOException {
        return message.derived(MimeEntity.class, MimeReader::read);
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

    /// The body without its transfer encoding, read as it is needed. Never fails for what it contains: what is no
    /// base64 is passed over, what is no quoted-printable stands for itself.
    ///
    /// @return the caller closes it
    /// @throws IOException where the content cannot be read
    public InputStream decoded(Content message) throws IOException {
        return decoded(body(message).open());
    }

    /// The text of a text part, decoded, read as it is needed, line breaks as they are in the message. Never fails
    /// for what it contains: an unknown charset counts as UTF-8, and octets that are not UTF-8 as windows-1252.
    ///
    /// @return the caller closes it
    /// @throws IOException where the content cannot be read
    public Reader reader(Content message) throws IOException {
        return new TextReader(decoded(message), charset());
    }

    /// The same text, or as much of it as comes from `octetsMax` octets of the body.
    ///
    /// @throws IOException where the content cannot be read
    public String text(Content message, int octetsMax) throws IOException {
        Content body = message.slice(bodyOffset, Math.min(bodyLength, octetsMax));
        StringWriter text = new StringWriter();
        try (Reader reader = new TextReader(decoded(body.open()), charset())) {
            reader.transferTo(text);
        }
        return text.toString();
    }

    private InputStream decoded(InputStream body) {
        return switch (encoding()) {
            case "base64" -> new Base64Stream(body);
            case "quoted-printable" -> new QuotedPrintableStream(body);
            default -> body;
        };
    }

    // RFC 2046 §4.1.2: us-ascii where none is given, which many mean otherwise
    private Charset charset() {
        return Charsets.find(type.decodedParameter("charset").orElse("us-ascii"));
    }
}
