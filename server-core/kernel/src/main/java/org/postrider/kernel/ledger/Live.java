package org.postrider.kernel.ledger;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// An entry, and what on the disk it needs.
///
/// @param segments of the journal that hold its record or octets of it
record Live(Entry entry, Set<Long> segments, List<Piece> pieces) {
    static Live of(Entry entry, long recordSegment, List<Piece> pieces) {
        Set<Long> segments = new TreeSet<>();
        segments.add(recordSegment);
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Logged(var segment, var _, var _)) {
                segments.add(segment);
            }
        }
        return new Live(entry, Set.copyOf(segments), List.copyOf(pieces));
    }
}
