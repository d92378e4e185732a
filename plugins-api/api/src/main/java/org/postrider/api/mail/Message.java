package org.postrider.api.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A message (RFC 5322), parsed no further than somebody asked for.
///
/// A message that nobody looks at is never parsed; [#headers()] reads the header alone; [#mime()] parses all of it.
/// Immutable: a changed message is a new one that shares what did not change. Thread-safe.
public final class Message {
    /// A header beyond this is read as body: no header field of a real message stands there.
    public static final int HEADER_OCTETS_MAX = 1024 * 1024;

    private static final byte[] LINE_BREAK = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Content content;
    private volatile @Nullable Headers headers;
    private volatile @Nullable Object derived;

    private Message(Content content, @Nullable Headers headers) {
        this.content = content;
        this.headers = headers;
    }

    public static Message of(Content content) {
        return new Message(content, null);
    }

    /// A message as Jakarta Mail writes it.
    ///
    /// @throws MessagingException where it cannot be written
    public static Message of(MimeMessage mime) throws MessagingException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            mime.writeTo(out);
        } catch (IOException e) {
            throw new MessagingException("the message cannot be written", e);
        }
        return of(Content.of(out.toByteArray()));
    }

    /// All octets, header and body.
    public Content content() {
        return content;
    }

    /// In octets.
    public long size() {
        return content.size();
    }

    /// @throws UncheckedIOException where the content cannot be read
    public Headers headers() {
        Headers parsed = headers;
        if (parsed == null) {
            parsed = Headers.parse(headerOctets());
            headers = parsed;
        }
        return parsed;
    }

    /// The same body under another header.
    public Message withHeaders(Headers changed) {
        long bodyStart = headers().length();
        Content body = content.slice(bodyStart, content.size() - bodyStart);
        Content header = Content.of(changed.octets());
        boolean separated = startsWithLineBreak(body);
        return new Message(
                Content.concat(separated ? List.of(header, body) : List.of(header, Content.of(LINE_BREAK), body)),
                changed);
    }

    /// A Jakarta Mail view of the whole message, new at each call; changing it does not change this message.
    ///
    /// @throws MessagingException where the message cannot be parsed
    public MimeMessage mime() throws MessagingException {
        try (InputStream in = content.open()) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        } catch (IOException e) {
            throw new MessagingException("the message cannot be read", e);
        }
    }

    /// What was derived of the content, such as its structure: made when it is asked for first, and kept as long as
    /// the message is, so that all matchers and mailets to which the same message comes make it once. Of one type:
    /// another one takes its place.
    ///
    /// @param type of an immutable and thread-safe value: everybody is given the same
    /// @param derivation of the content alone
    /// @throws IOException what the derivation throws; nothing is kept then
    public <T> T derived(Class<T> type, Derivation<T> derivation) throws IOException {
        Object kept = derived;
        if (type.isInstance(kept)) {
            return type.cast(kept);
        }
        T made = derivation.of(content);
        derived = made;
        return made;
    }

    /// Makes something of a content.
    @FunctionalInterface
    public interface Derivation<T> {
        T of(Content content) throws IOException;
    }

    private byte[] headerOctets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        try (InputStream in = content.open()) {
            byte[] buffer = new byte[4096];
            int lineLength = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int kept = Math.min(count, HEADER_OCTETS_MAX - out.size());
                for (int i = 0; i < kept; i++) {
                    if (buffer[i] == '\n') {
                        if (lineLength == 0) {
                            out.write(buffer, 0, i + 1);
                            return out.toByteArray();
                        }
                        lineLength = 0;
                    } else if (buffer[i] != '\r') {
                        lineLength++;
                    }
                }
                out.write(buffer, 0, kept);
                if (out.size() == HEADER_OCTETS_MAX) {
                    return out.toByteArray();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static boolean startsWithLineBreak(Content body) {
        try (InputStream in = body.open()) {
            int first = in.read();
            return first == '\n' || (first == '\r' && in.read() == '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
