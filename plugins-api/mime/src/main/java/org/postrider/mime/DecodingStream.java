package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;

/// Decodes what another stream has, a buffer at a time. Confined to one thread.
abstract class DecodingStream extends InputStream {
    private static final int BUFFER_SIZE = 8 * 1024;

    private final InputStream in;
    private final byte[] encoded;
    // No decoder gives more octets than it gets, but for a few that it held back.
    private final byte[] decoded;
    private int next;
    private int length;
    private boolean atEnd;

    DecodingStream(InputStream in) {
        this(in, BUFFER_SIZE);
    }

    /// @param octets how many `in` has, about
    DecodingStream(InputStream in, int octets) {
        this.in = in;
        this.encoded = new byte[Math.clamp(octets, 1, BUFFER_SIZE)];
        this.decoded = new byte[encoded.length + 1024];
    }

    /// Decodes the first `count` octets of `from`.
    ///
    /// @return how many octets `to` has now
    abstract int decode(byte[] from, int count, byte[] to);

    /// What is left at the end.
    ///
    /// @return how many octets `to` has now
    abstract int finish(byte[] to);

    @Override
    public int read() throws IOException {
        return has() ? decoded[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!has()) {
            return -1;
        }
        int given = Math.min(count, length - next);
        System.arraycopy(decoded, next, buffer, offset, given);
        next += given;
        return given;
    }

    private boolean has() throws IOException {
        while (next == length && !atEnd) {
            int count = in.read(encoded, 0, encoded.length);
            atEnd = count < 0;
            next = 0;
            length = atEnd ? finish(decoded) : decode(encoded, count, decoded);
        }
        return next < length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
