package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;

/// A stream that is made piece by piece of another. Confined to one thread.
abstract class PieceStream extends InputStream {
    private final InputStream in;
    private byte[] piece = new byte[0];
    private int next;

    PieceStream(InputStream in) {
        this.in = in;
    }

    /// @return what comes next, not empty; empty at the end
    abstract byte[] piece(InputStream from) throws IOException;

    @Override
    public int read() throws IOException {
        return has() ? piece[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!has()) {
            return -1;
        }
        int given = Math.min(count, piece.length - next);
        System.arraycopy(piece, next, buffer, offset, given);
        next += given;
        return given;
    }

    private boolean has() throws IOException {
        if (next == piece.length) {
            piece = piece(in);
            next = 0;
        }
        return next < piece.length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
