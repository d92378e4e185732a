package org.postrider.kernel.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the journal short although some mails wait for days: moves entries out of its oldest segment. Their content
/// goes into a pack, a file that holds the contents of many mails; what is left is written again into the present
/// segment, and is small. A pack of which most is not needed any more has the rest moved too.
///
/// The journal may have [#SEGMENTS_MAX] segments, and half as much again as all entries have without their contents:
/// each octet is then written again only when three have been written.
final class EntryMover {
    private static final Logger LOG = LoggerFactory.getLogger(EntryMover.class);
    private static final int SEGMENTS_MAX = 4;
    private static final int ROUNDS_MAX = 16;
    private static final int ENTRIES_MAX = 20_000;

    private final JournalLedger ledger;
    private final ContentFiles files;

    EntryMover(JournalLedger ledger, ContentFiles files) {
        this.ledger = ledger;
        this.files = files;
    }

    /// @param segmentOctetsMax how large a segment grows
    void run(long segmentOctetsMax) throws IOException {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Optional<Long> oldest = ledger.oldestNeeded();
            if (oldest.isEmpty() || !isTooLong(oldest.get(), segmentOctetsMax)) {
                break;
            }
            if (move(entry -> entry.segments().contains(oldest.get()), _ -> false) == 0) {
                break;
            }
        }
        Optional<String> sparse = files.sparsePack();
        if (sparse.isPresent()) {
            Predicate<Piece> inIt =
                    piece -> piece instanceof Piece.Filed(var name, var _, var _) && name.equals(sparse.get());
            move(entry -> entry.pieces().stream().anyMatch(inIt), inIt);
        }
    }

    private boolean isTooLong(long oldest, long segmentOctetsMax) {
        long allowed = SEGMENTS_MAX * segmentOctetsMax + ledger.encodedOctets() * 3 / 2;
        return ledger.currentSegment() - oldest >= SEGMENTS_MAX && ledger.octetsFrom(oldest) >= allowed;
    }

    // How many were moved.
    private int move(Predicate<Live> which, Predicate<Piece> outOf) throws IOException {
        List<Live> chosen = new ArrayList<>();
        int moved = 0;
        for (Live entry : ledger.live()) {
            if (which.test(entry)) {
                chosen.add(entry);
            }
            if (chosen.size() == ENTRIES_MAX) {
                moved += moveTogether(chosen, outOf);
                chosen.clear();
            }
        }
        return moved + moveTogether(chosen, outOf);
    }

    private int moveTogether(List<Live> entries, Predicate<Piece> outOf) throws IOException {
        if (entries.isEmpty()) {
            return 0;
        }
        List<Moved> written = new ArrayList<>();
        int moved = 0;
        try (ContentFiles.Pack pack = files.newPack()) {
            // Mails that were split share their content, and go on sharing it.
            Map<Piece, Piece> known = new HashMap<>();
            for (Live entry : entries) {
                copy(entry, pack, known, outOf).ifPresent(written::add);
            }
            pack.finish();
            for (Moved each : written) {
                moved += ledger.exchangeUnchanged(each.entry(), each.pieces()) ? 1 : 0;
            }
        }
        LOG.debug("{} of {} entries were moved", moved, entries.size());
        ledger.force();
        return moved;
    }

    // Empty where its content cannot be read: the others move all the same.
    private Optional<Moved> copy(Live entry, ContentFiles.Pack pack, Map<Piece, Piece> known, Predicate<Piece> outOf) {
        if (ledger.isLent(entry)) {
            return Optional.empty();
        }
        List<Piece> pieces = new ArrayList<>();
        try {
            for (Piece piece : entry.pieces()) {
                Piece now = known.get(piece);
                if (now == null && (piece instanceof Piece.Logged || outOf.test(piece))) {
                    now = pack.append(ledger.content(piece));
                    known.put(piece, now);
                }
                pieces.add(now == null ? piece : now);
            }
            return Optional.of(new Moved(entry, pieces));
        } catch (IOException e) {
            LOG.error(
                    "{} cannot be moved out of an old part of the spool, which stays until it can: {}",
                    entry.waiting().id(),
                    e.toString());
            return Optional.empty();
        }
    }

    private record Moved(Live entry, List<Piece> pieces) {}
}
