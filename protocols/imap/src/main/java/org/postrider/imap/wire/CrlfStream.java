package org.postrider.imap.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Makes CRLF of each LF that stands alone: inside the server, lines end with CRLF. Confined to one thread.
public final class CrlfStream extends FilterOutputStream {
    private static final int CR = '\r';

    private int last;

    public CrlfStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int start = offset;
        int before = last;
        for (int i = offset; i < offset + length; i++) {
            if (octets[i] == '\n' && before != CR) {
                out.write(octets, start, i - start);
                out.write(CR);
                start = i;
            }
            before = octets[i];
        }
        last = before;
        out.write(octets, start, offset + length - start);
    }
}
