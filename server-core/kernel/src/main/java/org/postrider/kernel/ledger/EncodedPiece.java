package org.postrider.kernel.ledger;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A piece of content as a record names it.
sealed interface EncodedPiece {
    void write(DataOutputStream out) throws IOException;

    /// @param segment of the record
    /// @param inline where in the segment the record's new octets begin
    StoredContent stored(long segment, long inline, StoredContent.PieceReader reader);

    /// In the same record, after the metadata.
    final class Inline implements EncodedPiece {
        static final int KIND = 0;

        private final long offset;
        private final int length;
        private final byte @Nullable [] octets;

        Inline(long offset, byte[] octets) {
            this.offset = offset;
            this.length = octets.length;
            this.octets = octets;
        }

        private Inline(long offset, int length) {
            this.offset = offset;
            this.length = length;
            this.octets = null;
        }

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(KIND);
            out.writeLong(offset);
            out.writeInt(length);
        }

        @Override
        public StoredContent stored(long segment, long inline, StoredContent.PieceReader reader) {
            return new StoredContent(reader, new Piece.Logged(segment, inline + offset, length), octets);
        }
    }

    /// Where the spool has it already.
    record Kept(StoredContent content) implements EncodedPiece {
        static final int LOGGED = 1;
        static final int FILED = 2;

        @Override
        public void write(DataOutputStream out) throws IOException {
            switch (content.piece()) {
                case Piece.Logged(var segment, var offset, var length) -> {
                    out.writeByte(LOGGED);
                    out.writeLong(segment);
                    out.writeLong(offset);
                    out.writeLong(length);
                }
                case Piece.Filed(var name, var offset, var length) -> {
                    out.writeByte(FILED);
                    out.writeUTF(name);
                    out.writeLong(offset);
                    out.writeLong(length);
                }
            }
        }

        @Override
        public StoredContent stored(long segment, long inline, StoredContent.PieceReader reader) {
            return content;
        }
    }

    static EncodedPiece read(DataInputStream in, StoredContent.PieceReader reader, Names names) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case Inline.KIND -> new Inline(in.readLong(), in.readInt());
            case Kept.LOGGED ->
                new Kept(
                        new StoredContent(reader, new Piece.Logged(in.readLong(), in.readLong(), in.readLong()), null));
            case Kept.FILED ->
                new Kept(new StoredContent(
                        reader, new Piece.Filed(names.shared(in.readUTF()), in.readLong(), in.readLong()), null));
            default -> throw new IOException("a piece of kind " + kind + ", which this version does not know");
        };
    }
}
