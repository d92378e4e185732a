package org.postrider.maildir;

import java.io.IOException;
import java.io.InputStream;

/// Makes CRLF of each LF that has no CR before it. Confined to one thread.
final class CrlfStream extends InputStream {
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private int last;

    CrlfStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (position == limit) {
            limit = in.read(buffer);
            position = 0;
            if (limit < 0) {
                limit = 0;
                return -1;
            }
        }
        if (buffer[position] == '\n' && last != '\r') {
            // The LF itself is given the next time.
            last = '\r';
            return '\r';
        }
        last = buffer[position++] & 0xff;
        return last;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            into[offset + count++] = (byte) octet;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
