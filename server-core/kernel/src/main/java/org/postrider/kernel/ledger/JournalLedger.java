package org.postrider.kernel.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.journal.Journal;
import org.postrider.kernel.journal.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger on the journal. Thread-safe.
///
/// Content of up to [#INLINE_OCTETS_MAX] stands in the journal; larger content has a file of its own, synced before the
/// record that names it. A record names the pieces of which a content consists, so that a mail that was deferred, split
/// or
/// given a new header shares the octets of the one it was made from.
///
/// A segment of the journal is released when no live entry needs it nor any before it, and the store has synced what
/// was
/// delivered out of it. A few old entries do not hold segments for long: they are written again into the present one,
/// their content into files.
public final class JournalLedger implements Ledger, AutoCloseable {
    /// Larger content has a file of its own.
    static final int INLINE_OCTETS_MAX = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(JournalLedger.class);
    private static final int SEGMENTS_MAX = 4;

    private final Journal journal;
    private final ContentFiles files;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    // Held while a record is appended, so that the journal has the changes in the order in which `live` has them.
    private final ReentrantLock lock = new ReentrantLock();
    /// Changed under `lock` only.
    private final Map<MailId, Live> live = new ConcurrentHashMap<>();
    /// How many live entries need a segment. Guarded by `lock`.
    private final NavigableMap<Long, Integer> pins = new TreeMap<>();
    /// The last record with deliveries. Guarded by `lock`.
    private Position lastDelivered = new Position(0, 0, 0);
    /// The segments of each mail delivered since the last checkpoint began: its content must stay until one has covered
    /// it. Guarded by
    /// `lock`.
    private List<Set<Long>> uncovered = new ArrayList<>();

    private JournalLedger(Journal journal, ContentFiles files) {
        this.journal = journal;
        this.files = files;
    }

    /// Opens the ledger in `spool`, and brings to life every entry that an earlier process left.
    ///
    /// @param segmentOctetsMax how large a segment of the journal grows
    public static JournalLedger open(Path spool, long segmentOctetsMax) throws IOException {
        Journal journal = Journal.open(spool.resolve("journal"), segmentOctetsMax);
        JournalLedger ledger = new JournalLedger(journal, new ContentFiles(spool));
        Recovery recovery = new Recovery(ledger::read);
        journal.replay(recovery);
        ledger.adopt(recovery);
        return ledger;
    }

    /// From now on `follower` is told of entries; first, of all live ones.
    public void follow(Follower follower) {
        followers.add(follower);
        entries().forEach(follower::due);
    }

    /// All live entries, in no order.
    public List<Entry> entries() {
        return live.values().stream().map(Live::entry).toList();
    }

    /// How many live entries there are.
    public int size() {
        return live.size();
    }

    /// How many octets the journal's segments have together.
    public long journalOctets() {
        long octets = 0;
        for (long segment = journal.oldestSegment(); segment <= journal.currentSegment(); segment++) {
            octets += journal.size(segment);
        }
        return octets;
    }

    /// A place for a content that is too large for memory.
    public LargeContent largeContent(MailId id) throws IOException {
        return new LargeContent(files, files.create(id));
    }

    /// The live entry of that id.
    public Optional<Entry> find(MailId id) {
        return Optional.ofNullable(live.get(id)).map(Live::entry);
    }

    /// Takes responsibility for a mail: when it returns, the entry is on the disk, and the followers have
    /// been told.
    ///
    /// @param durable called between the two
    /// @throws IOException where that is not certain; the entry is forgotten
    public void accept(Entry entry, Runnable durable) throws IOException {
        RecordEncoder encoder = new RecordEncoder(files).entries(List.of(entry));
        List<Entry> kept;
        lock.lock();
        try {
            Position position = journal.append(RecordType.ACCEPT.number(), false, encoder.payload());
            kept = bring(encoder.live(position, this::read));
        } finally {
            lock.unlock();
        }
        try {
            journal.force();
        } catch (IOException e) {
            retract(entry.id());
            throw e;
        }
        durable.run();
        kept.forEach(this::tell);
    }

    @Override
    public void replace(MailId old, List<Entry> successors, List<Delivered> delivered) throws IOException {
        RecordEncoder encoder = replacement(old, successors, delivered);
        List<Entry> kept;
        lock.lock();
        try {
            if (!live.containsKey(old)) {
                throw new IOException(old + " is not in the spool any more");
            }
            Position position = journal.append(RecordType.REPLACE.number(), false, encoder.payload());
            kept = exchange(old, encoder.live(position, this::read), !delivered.isEmpty());
            lastDelivered = delivered.isEmpty() ? lastDelivered : position;
        } finally {
            lock.unlock();
        }
        kept.forEach(this::tell);
    }

    /// Makes what was delivered durable in the store, then lets go of all that is not needed any more. One at a time.
    ///
    /// What is delivered meanwhile is for the next one: its content stays.
    public void checkpoint(MailStore store) throws IOException {
        Covered covered = beginCheckpoint();
        try {
            store.checkpoint();
            mark(covered.upTo());
        } catch (IOException | RuntimeException | Error e) {
            takeBack(covered);
            throw e;
        }
        letGo(covered.delivered());
        files.delete(covered.unused());
        moveOldEntries();
        release(covered.segment());
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private Covered beginCheckpoint() {
        lock.lock();
        try {
            Covered covered = new Covered(journal.currentSegment(), lastDelivered, uncovered, files.takeUnused());
            uncovered = new ArrayList<>();
            return covered;
        } finally {
            lock.unlock();
        }
    }

    private void takeBack(Covered covered) {
        lock.lock();
        try {
            uncovered.addAll(covered.delivered());
            files.giveBackUnused(covered.unused());
        } finally {
            lock.unlock();
        }
    }

    private void mark(Position upTo) throws IOException {
        lock.lock();
        try {
            ByteBuffer mark = ByteBuffer.allocate(2 * Long.BYTES);
            mark.putLong(upTo.segment()).putLong(upTo.offset());
            journal.append(RecordType.CHECKPOINT.number(), false, mark.flip());
        } finally {
            lock.unlock();
        }
        journal.force();
    }

    private void letGo(List<Set<Long>> delivered) {
        lock.lock();
        try {
            delivered.forEach(this::unpin);
        } finally {
            lock.unlock();
        }
    }

    private void release(long before) throws IOException {
        lock.lock();
        try {
            long pinned = pins.isEmpty() ? Long.MAX_VALUE : pins.firstKey();
            journal.releaseBefore(Math.min(before, pinned));
        } finally {
            lock.unlock();
        }
    }

    private void moveOldEntries() throws IOException {
        long oldest = oldestPinned();
        if (journal.currentSegment() - oldest < SEGMENTS_MAX) {
            return;
        }
        List<Entry> old = live.values().stream()
                .filter(entry -> entry.segments().contains(oldest))
                .map(Live::entry)
                .toList();
        LOG.debug("{} entries move out of segment {} of the journal", old.size(), oldest);
        for (Entry entry : old) {
            try {
                move(entry);
            } catch (IOException e) {
                // The others move all the same.
                LOG.error(
                        "{} cannot be moved out of segment {} of the journal, which stays until it can: {}",
                        entry.id(),
                        oldest,
                        e.toString());
            }
        }
        journal.force();
    }

    private long oldestPinned() {
        lock.lock();
        try {
            return pins.isEmpty() ? journal.currentSegment() : pins.firstKey();
        } finally {
            lock.unlock();
        }
    }

    // Followers are not told: nothing about the entry has changed but where its content stands.
    private void move(Entry entry) throws IOException {
        Content content = entry.mail().message().content();
        String name = files.write(entry.id(), content);
        Content filed = files.content(new Piece.Filed(name, 0, content.size()));
        boolean moved = false;
        try {
            RecordEncoder encoder =
                    replacement(entry.id(), List.of(RecordEncoder.withContent(entry, filed)), List.of());
            moved = exchangeUnchanged(entry, encoder);
        } finally {
            if (!moved) {
                files.discard(name);
            }
        }
    }

    // False where the entry is not any more what it was.
    private boolean exchangeUnchanged(Entry entry, RecordEncoder encoder) throws IOException {
        lock.lock();
        try {
            Live now = live.get(entry.id());
            if (now == null || !now.entry().equals(entry)) {
                return false;
            }
            Position position = journal.append(RecordType.REPLACE.number(), false, encoder.payload());
            exchange(entry.id(), encoder.live(position, this::read), false);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void retract(MailId id) {
        lock.lock();
        try {
            journal.append(
                    RecordType.REPLACE.number(),
                    false,
                    replacement(id, List.of(), List.of()).payload());
        } catch (IOException e) {
            LOG.error("{} was refused, and may come back at the next start: the disk takes nothing", id, e);
        } finally {
            exchange(id, List.of(), false);
            lock.unlock();
        }
    }

    private RecordEncoder replacement(MailId old, List<Entry> successors, List<Delivered> delivered)
            throws IOException {
        return new RecordEncoder(files).old(old).entries(successors).delivered(delivered);
    }

    private void tell(Entry entry) {
        followers.forEach(follower -> follower.due(entry));
    }

    // Guarded by `lock`. What the successors need is counted before what the old entry needed is let go.
    private List<Entry> exchange(MailId old, List<Live> successors, boolean delivered) {
        Live gone = live.remove(old);
        List<Entry> kept = bring(successors);
        if (gone != null) {
            if (delivered) {
                uncovered.add(gone.segments());
            } else {
                unpin(gone.segments());
            }
            gone.pieces().forEach(files::unuse);
        }
        return kept;
    }

    // Guarded by `lock`.
    private void unpin(Set<Long> segments) {
        segments.forEach(segment -> pins.computeIfPresent(segment, (_, count) -> count == 1 ? null : count - 1));
    }

    // Guarded by `lock`.
    private List<Entry> bring(List<Live> entries) {
        List<Entry> kept = new ArrayList<>(entries.size());
        for (Live entry : entries) {
            live.put(entry.entry().id(), entry);
            entry.segments().forEach(segment -> pins.merge(segment, 1, Integer::sum));
            entry.pieces().forEach(files::use);
            kept.add(entry.entry());
        }
        return kept;
    }

    private void adopt(Recovery recovery) throws IOException {
        lock.lock();
        try {
            bring(recovery.live());
        } finally {
            lock.unlock();
        }
        for (Live again : recovery.uncertain()) {
            LOG.warn(
                    "{} is stored again: the power failed before the store had it on the disk",
                    again.entry().id());
            accept(again.entry(), () -> {});
        }
        int orphans = files.deleteOrphans();
        if (!live.isEmpty() || orphans > 0) {
            LOG.info("{} mails were in the spool; {} unfinished files were removed", live.size(), orphans);
        }
    }

    private void read(Piece piece, long offset, ByteBuffer target) throws IOException {
        switch (piece) {
            case Piece.Logged(var segment, var start, var _) -> journal.read(segment, start + offset, target);
            case Piece.Filed(var name, var start, var _) -> files.read(name, start + offset, target);
        }
    }

    /// What a checkpoint covers.
    ///
    /// @param segment the one that was appended to
    /// @param upTo the last record with deliveries
    /// @param delivered the segments that each delivery needs
    /// @param unused files that nobody needs once the deliveries are certain
    private record Covered(long segment, Position upTo, List<Set<Long>> delivered, List<String> unused) {}
}
