package org.postrider.mbox.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;

/// Reads the messages of an mbox, whoever wrote it, one after the other and without holding one in memory. Confined to
/// one thread.
///
/// ```java
/// try (MboxReader reader = new MboxReader(Files.newInputStream(file))) {
///     for (Optional<MboxMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
///         next.get().content().transferTo(out);
///     }
/// }
/// ```
public final class MboxReader implements AutoCloseable {
    // A message whose header is longer shows the flags that were found so far.
    private static final int HEADER_OCTETS_MAX = 1024 * 1024;

    private final InputStream in;
    private final MboxParser parser;
    private final Pending pending = new Pending();

    /// Dates that name no zone are taken as UTC (RFC 4155).
    public MboxReader(InputStream in) {
        this(in, ZoneOffset.UTC);
    }

    /// @param zone of dates that name none
    public MboxReader(InputStream in, ZoneId zone) {
        this(in, new RawLines(in), zone);
    }

    private MboxReader(InputStream in, RawLines lines, ZoneId zone) {
        this.in = in;
        this.parser = new MboxParser(lines, zone, pending::take);
    }

    /// Of a single message, or some, with that many octets.
    public static MboxReader ofOne(InputStream in, long octets) {
        return new MboxReader(in, RawLines.of(in, octets), ZoneOffset.UTC);
    }

    /// True where the header of the present message was read.
    public boolean isPastHeader() {
        return parser.isPastHeader();
    }

    /// The next message; what is left of the one before is passed over.
    ///
    /// @throws IOException where the stream cannot be read, or is no mbox: the message says so
    public Optional<MboxMessage> next() throws IOException {
        // What is passed over would pile up.
        while (parser.step()) {
            pending.clear();
        }
        if (!parser.next()) {
            return Optional.empty();
        }
        pending.clear();
        boolean more = true;
        while (more && !parser.isPastHeader() && pending.size() < HEADER_OCTETS_MAX) {
            more = parser.step();
        }
        MessageTags tags = parser.tags();
        return Optional.of(new MboxMessage(
                parser.from().sender(), Instant.ofEpochSecond(tags.date()), tags.flags(), new ContentStream()));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /// What was parsed and not yet read.
    private static final class Pending extends ByteArrayOutputStream {
        private int read;

        synchronized void take(byte[] octets, int from, int to) {
            write(octets, from, to - from);
        }

        synchronized void clear() {
            reset();
            read = 0;
        }

        synchronized int available() {
            return count - read;
        }

        synchronized int read(byte[] into, int offset, int length) {
            int some = Math.min(length, available());
            System.arraycopy(buf, read, into, offset, some);
            read += some;
            return some;
        }
    }

    /// Of the present message.
    private final class ContentStream extends InputStream {
        private final long message = parser.start();

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (message != parser.start()) {
                throw new IOException("the next message was asked for already");
            }
            if (length == 0) {
                return 0;
            }
            while (pending.available() == 0) {
                pending.clear();
                if (!parser.step() && pending.available() == 0) {
                    return -1;
                }
            }
            return pending.read(into, offset, length);
        }
    }
}
