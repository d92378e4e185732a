package org.postrider.kernel.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.postrider.api.mail.MailId;

/// All live entries, which segments of the journal they need, and which of them are in memory. Looked up by any thread,
/// changed under the ledger's lock.
final class LiveEntries {
    /// How much content is kept in memory for mails that are on their first way.
    private static final long FRESH_OCTETS_MAX = 32L * 1024 * 1024;

    private static final long ENTRY_OCTETS = 4096;

    private final ContentFiles files;
    private final Map<MailId, Live> live = new ConcurrentHashMap<>();
    /// Entries that somebody works on: their octets stay where they are.
    private final Set<MailId> lent = ConcurrentHashMap.newKeySet();

    // All guarded by the ledger's lock.
    /// How many live entries need a segment.
    private final NavigableMap<Long, Integer> pins = new TreeMap<>();
    /// The segments of each mail delivered since the last checkpoint began: its content must stay until one has
    /// covered it.
    private List<Set<Long>> uncovered = new ArrayList<>();
    /// Oldest first.
    private final LinkedHashSet<Live> fresh = new LinkedHashSet<>();
    private long freshOctets;
    private long encodedOctets;

    LiveEntries(ContentFiles files) {
        this.files = files;
    }

    Optional<Live> find(MailId id) {
        return Optional.ofNullable(live.get(id));
    }

    Collection<Live> all() {
        return live.values();
    }

    int size() {
        return live.size();
    }

    /// False where somebody has it already.
    boolean lend(MailId id) {
        return lent.add(id);
    }

    void giveBack(MailId id) {
        lent.remove(id);
    }

    boolean isLent(MailId id) {
        return lent.contains(id);
    }

    void add(Collection<Live> entries) {
        for (Live entry : entries) {
            live.put(entry.waiting().id(), entry);
            entry.segments().forEach(segment -> pins.merge(segment, 1, Integer::sum));
            entry.pieces().forEach(files::use);
            encodedOctets += entry.length();
            keepFresh(entry);
        }
    }

    /// What the successors need is counted before what the old entry needed is let go.
    ///
    /// @param delivered true where the old one's content must outlive the next checkpoint
    void exchange(MailId old, List<Live> successors, boolean delivered) {
        Live gone = live.remove(old);
        add(successors);
        if (gone == null) {
            return;
        }
        if (delivered) {
            uncovered.add(gone.segments());
        } else {
            unpin(gone.segments());
        }
        gone.pieces().forEach(files::unuse);
        encodedOctets -= gone.length();
        if (fresh.remove(gone)) {
            freshOctets -= freshOctets(gone);
        }
    }

    /// The deliveries that no checkpoint covers yet; from now on they are the caller's.
    List<Set<Long>> takeUncovered() {
        List<Set<Long>> taken = uncovered;
        uncovered = new ArrayList<>();
        return taken;
    }

    void giveBackUncovered(List<Set<Long>> taken) {
        uncovered.addAll(taken);
    }

    void unpin(Set<Long> segments) {
        segments.forEach(segment -> pins.computeIfPresent(segment, (_, count) -> count == 1 ? null : count - 1));
    }

    /// The oldest segment that anything needs.
    Optional<Long> oldestPinned() {
        return pins.isEmpty() ? Optional.empty() : Optional.of(pins.firstKey());
    }

    /// How many octets all entries have together, without their contents.
    long encodedOctets() {
        return encodedOctets;
    }

    // A mail that was tried already waits, and needs no memory until its time comes.
    private void keepFresh(Live entry) {
        if (entry.entry() == null) {
            return;
        }
        if (entry.waiting().attempts() > 0 || entry.waiting().held()) {
            entry.forget();
            return;
        }
        fresh.add(entry);
        freshOctets += freshOctets(entry);
        Iterator<Live> oldest = fresh.iterator();
        while (freshOctets > FRESH_OCTETS_MAX && oldest.hasNext()) {
            Live old = oldest.next();
            oldest.remove();
            freshOctets -= freshOctets(old);
            old.forget();
        }
    }

    private static long freshOctets(Live entry) {
        long inMemory = 0;
        for (Piece piece : entry.pieces()) {
            inMemory += piece instanceof Piece.Logged ? piece.length() : 0;
        }
        return entry.length() + inMemory + ENTRY_OCTETS;
    }
}
