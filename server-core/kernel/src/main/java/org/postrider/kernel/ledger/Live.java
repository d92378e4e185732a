package org.postrider.kernel.ledger;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An entry that is the server's business now, and where the disk has it. Compared by identity: whatever changes makes
/// another one.
final class Live {
    private final Waiting waiting;
    private final long segment;
    private final long offset;
    private final int length;
    private final List<Piece> pieces;

    /// While it is new, or has just been read. Nothing but a cache.
    private volatile @Nullable Entry entry;

    /// @param offset of the encoded entry in the segment
    /// @param entry to be kept in memory for the present
    Live(Waiting waiting, long segment, long offset, int length, List<Piece> pieces, @Nullable Entry entry) {
        this.waiting = waiting;
        this.segment = segment;
        this.offset = offset;
        this.length = length;
        this.pieces = List.copyOf(pieces);
        this.entry = entry;
    }

    Waiting waiting() {
        return waiting;
    }

    long segment() {
        return segment;
    }

    long offset() {
        return offset;
    }

    /// How many octets the encoded entry has.
    int length() {
        return length;
    }

    /// Of its content, in their order.
    List<Piece> pieces() {
        return pieces;
    }

    @Nullable
    Entry entry() {
        return entry;
    }

    /// From now on it is read from the disk.
    void forget() {
        entry = null;
    }

    /// Of the journal, which hold its record or octets of its content.
    Set<Long> segments() {
        Set<Long> segments = new TreeSet<>();
        segments.add(segment);
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Logged(var of, var _, var _)) {
                segments.add(of);
            }
        }
        return segments;
    }
}
