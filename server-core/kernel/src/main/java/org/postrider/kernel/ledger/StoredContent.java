package org.postrider.kernel.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;

/// A run of octets that the spool has on the disk; also in memory while a fresh mail is on its first way.
final class StoredContent implements Content {
    private static final int CHUNK_OCTETS = 64 * 1024;

    private final PieceReader reader;
    private final Piece piece;
    private volatile byte @Nullable [] fresh;

    StoredContent(PieceReader reader, Piece piece, byte @Nullable [] fresh) {
        this.reader = reader;
        this.piece = piece;
        this.fresh = fresh;
    }

    Piece piece() {
        return piece;
    }

    /// From now on it is read from the disk.
    void forgetFresh() {
        fresh = null;
    }

    @Override
    public long size() {
        return piece.length();
    }

    @Override
    public InputStream open() {
        byte[] octets = fresh;
        return octets == null ? new PieceStream() : new java.io.ByteArrayInputStream(octets);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] octets = fresh;
        if (octets != null) {
            out.write(octets);
        } else {
            Content.super.writeTo(out);
        }
    }

    @Override
    public Content slice(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, piece.length());
        Piece part = switch (piece) {
            case Piece.Logged(var segment, var start, var _) -> new Piece.Logged(segment, start + offset, length);
            case Piece.Filed(var name, var start, var _) -> new Piece.Filed(name, start + offset, length);
        };
        byte[] octets = fresh;
        byte[] sliced =
                octets == null ? null : java.util.Arrays.copyOfRange(octets, (int) offset, (int) (offset + length));
        return new StoredContent(reader, part, sliced);
    }

    private final class PieceStream extends InputStream {
        private long next;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (next == piece.length()) {
                return length == 0 ? 0 : -1;
            }
            int count = (int) Math.min(Math.min(length, CHUNK_OCTETS), piece.length() - next);
            reader.read(piece, next, ByteBuffer.wrap(buffer, offset, count));
            next += count;
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.clamp(count, 0, piece.length() - next);
            next += skipped;
            return skipped;
        }
    }

    /// Reads from journal and files.
    interface PieceReader {
        /// Fills `target` from `offset` in the piece on.
        void read(Piece piece, long offset, ByteBuffer target) throws IOException;
    }
}
