package org.postrider.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;

/// Makes a message fit for a way that takes less: parts that do not fit get another transfer encoding, quoted-printable
/// or base64, and what is said in them stays the same (RFC 6152 §3, RFC 3030 §3).
///
/// What is signed must arrive as it was (RFC 1847 §2.1): where a multipart/signed, or a part that must not be encoded
/// (RFC 2046 §5.2), has what does not fit, there is no way. Text outside of all parts, which nobody reads, loses what
/// does not fit; header fields are left alone. A DKIM signature does not survive, since it covers the encoding.
/// Confined to one thread.
public final class Downgrade {
    private final Content message;
    private final Level level;
    // In order: what stands in the place of a range of the message.
    private final List<Edit> edits = new ArrayList<>();
    private boolean impossible;

    private Downgrade(Content message, Level level) {
        this.message = message;
        this.level = level;
    }

    /// What the way takes.
    public enum Level {
        /// Lines of US-ASCII (RFC 2045 §2.7).
        SEVEN_BIT("7bit"),
        /// Lines of any octets but NUL (RFC 2045 §2.8).
        EIGHT_BIT("8bit");

        private final String encoding;

        Level(String encoding) {
            this.encoding = encoding;
        }
    }

    private record Edit(long offset, long length, Content replacement) {}

    /// @return the message itself where it fits; empty where it cannot be made to
    /// @throws IOException where the content cannot be read
    public static Optional<Content> to(Level level, Content message) throws IOException {
        if (OctetTraits.of(message).fits(level)) {
            return Optional.of(message);
        }
        Downgrade downgrade = new Downgrade(message, level);
        downgrade.entity(MimeEntity.parse(message), true);
        return downgrade.impossible ? Optional.empty() : Optional.of(downgrade.result());
    }

    // A message says more in its header than a part does. Only what has no parts is looked through, so that each octet
    // is read as often as any other, however deep it stands.
    private void entity(MimeEntity entity, boolean isMessage) throws IOException {
        if (isFixed(entity)) {
            impossible |= !traits(entity).fits(level);
            relabel(entity, isMessage, level.encoding);
        } else if (!entity.children().isEmpty()) {
            relabel(entity, isMessage, level.encoding);
            children(entity);
        } else {
            leaf(entity, isMessage, traits(entity));
        }
    }

    private void leaf(MimeEntity entity, boolean isMessage, OctetTraits body) throws IOException {
        if (!body.fits(level)) {
            encode(entity, isMessage, body);
        } else {
            relabel(entity, isMessage, body.high() > 0 ? "8bit" : "7bit");
        }
    }

    private OctetTraits traits(MimeEntity entity) throws IOException {
        return OctetTraits.of(entity.body(message));
    }

    // RFC 1847 §2.1, §2.2; RFC 2046 §5.2: rfc822, partial and external-body are never encoded. A multipart whose inside
    // was not read has none that could be.
    private static boolean isFixed(MimeEntity entity) {
        ContentType type = entity.type();
        boolean signed = type.is("multipart", "signed") || type.is("multipart", "encrypted");
        boolean opaque = entity.children().isEmpty() && (type.isMultipart() || type.isMessage());
        return signed || opaque || type.is("message", "partial") || type.is("message", "external-body");
    }

    private void children(MimeEntity entity) throws IOException {
        long end = entity.bodyOffset();
        for (MimeEntity child : entity.children()) {
            mask(end, child.headerOffset());
            entity(child, !entity.isMultipart());
            end = child.bodyOffset() + child.bodyLength();
        }
        mask(end, entity.bodyOffset() + entity.bodyLength());
    }

    private void mask(long from, long to) throws IOException {
        Content between = message.slice(from, to - from);
        if (!OctetTraits.of(between).fits(level)) {
            edits.add(new Edit(from, to - from, new StreamedContent(between, MaskedStream::new)));
        }
    }

    // The header speaks of no more than there is now.
    private void relabel(MimeEntity entity, boolean isMessage, String encoding) {
        String before = entity.encoding();
        boolean more = before.equals("binary") || (before.equals("8bit") && level == Level.SEVEN_BIT);
        if (more && !before.equals(encoding)) {
            header(entity, isMessage, encoding);
        }
    }

    private void encode(MimeEntity entity, boolean isMessage, OctetTraits body) throws IOException {
        String before = entity.encoding();
        boolean text = entity.type().type().equals("text") && body.isMostlyText();
        boolean quoted = before.equals("quoted-printable") || (text && !before.equals("base64"));
        header(entity, isMessage, quoted ? "quoted-printable" : "base64");
        // Whatever does not belong to an encoding that is there already goes away with it.
        StreamedContent.Opener decoded = _ -> entity.decoded(message);
        Content encoded = new StreamedContent(
                entity.body(message),
                in -> quoted
                        ? new QuotedPrintableEncodingStream(decoded.open(in))
                        : new Base64EncodingStream(decoded.open(in)));
        boolean last = entity.bodyOffset() + entity.bodyLength() == message.size();
        boolean broken = last && !quoted;
        edits.add(new Edit(
                entity.bodyOffset(),
                entity.bodyLength(),
                broken ? Content.concat(List.of(encoded, octets("\r\n"))) : encoded));
    }

    private void header(MimeEntity entity, boolean isMessage, String encoding) {
        Headers headers = entity.headers();
        long length = headers.octets().length;
        Headers changed = headers.set(HeaderField.of("Content-Transfer-Encoding", encoding));
        if (isMessage && !headers.has("Content-Type")) {
            // RFC 1428 §3: nobody said which charset it is.
            changed = changed.set(HeaderField.of("Content-Type", "text/plain; charset=unknown-8bit"));
        }
        if (isMessage && !headers.has("MIME-Version")) {
            changed = changed.set(HeaderField.of("MIME-Version", "1.0"));
        }
        boolean separated = entity.bodyOffset() > entity.headerOffset() + length;
        Content replacement = Content.of(changed.octets());
        edits.add(new Edit(
                entity.headerOffset(),
                length,
                separated ? replacement : Content.concat(List.of(replacement, octets("\r\n")))));
    }

    private Content result() {
        List<Content> parts = new ArrayList<>();
        long offset = 0;
        for (Edit edit : edits) {
            parts.add(message.slice(offset, edit.offset() - offset));
            parts.add(edit.replacement());
            offset = edit.offset() + edit.length();
        }
        parts.add(message.slice(offset, message.size() - offset));
        return Content.concat(parts);
    }

    private static Content octets(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
