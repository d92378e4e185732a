package org.postrider.mailboxes;

import java.io.IOException;
import java.io.InputStream;

/// Makes CRLF of each LF that has no CR before it. Confined to one thread.
final class CrlfInput extends InputStream {
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;
    private int last;
    private boolean owesLineFeed;

    CrlfInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (owesLineFeed) {
            owesLineFeed = false;
            last = '\n';
            return '\n';
        }
        if (position == limit && !fill()) {
            return -1;
        }
        int octet = buffer[position++] & 0xff;
        if (octet == '\n' && last != '\r') {
            owesLineFeed = true;
            last = '\r';
            return '\r';
        }
        last = octet;
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = 0;
        while (count < length && (count == 0 || owesLineFeed || position < limit)) {
            int octet = read();
            if (octet < 0) {
                break;
            }
            target[offset + count++] = (byte) octet;
        }
        return count == 0 ? -1 : count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
