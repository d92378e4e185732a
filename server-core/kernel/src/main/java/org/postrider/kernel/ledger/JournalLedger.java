package org.postrider.kernel.ledger;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.journal.Journal;
import org.postrider.kernel.journal.Position;
import org.postrider.kernel.memory.OutOfMemory;
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
/// delivered out of it. Old entries do not hold segments for long: [EntryMover] writes them again. Of each entry only
/// what [Waiting] says is always in memory; the rest is read from the disk when it is asked for.
public final class JournalLedger implements Ledger, AutoCloseable {
    /// Larger content has a file of its own.
    static final int INLINE_OCTETS_MAX = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(JournalLedger.class);

    private final Journal journal;
    private final long segmentOctetsMax;
    private final ContentFiles files;
    private final Names names = new Names();
    private final EntryMover mover;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    // Held while a record is appended, so that the journal has the changes in the order in which `live` has them.
    private final ReentrantLock lock = new ReentrantLock();
    /// Changed under `lock` only.
    private final LiveEntries live;
    /// The last record with deliveries. Guarded by `lock`.
    private Position lastDelivered = new Position(0, 0, 0);

    private JournalLedger(Journal journal, long segmentOctetsMax, ContentFiles files) {
        this.journal = journal;
        this.segmentOctetsMax = segmentOctetsMax;
        this.files = files;
        this.live = new LiveEntries(files);
        this.mover = new EntryMover(this, files);
    }

    /// Opens the ledger in `spool`, and brings to life every entry that an earlier process left.
    ///
    /// @param segmentOctetsMax how large a segment of the journal grows
    public static JournalLedger open(Path spool, long segmentOctetsMax) throws IOException {
        Journal journal = Journal.open(spool.resolve("journal"), segmentOctetsMax);
        JournalLedger ledger = new JournalLedger(journal, segmentOctetsMax, new ContentFiles(spool));
        Recovery recovery = new Recovery(ledger::read, ledger.names);
        journal.replay(recovery);
        ledger.adopt(recovery);
        return ledger;
    }

    /// From now on `follower` is told of entries; first, of all live ones.
    public void follow(Follower follower) {
        followers.add(follower);
        waiting().forEach(follower::due);
    }

    /// What is known of all live entries, in no order.
    public Stream<Waiting> waiting() {
        return live.all().stream().map(Live::waiting);
    }

    /// All live entries, in no order, each read from the disk where it is not in memory: not for a queue of a million.
    public List<Entry> entries() {
        return waiting()
                .map(Waiting::id)
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
    }

    /// How many live entries there are.
    public int size() {
        return live.size();
    }

    /// How many records were appended to the journal.
    public long journalRecords() {
        return journal.records();
    }

    /// How many times the journal waited for the disk.
    public long journalForces() {
        return journal.forces();
    }

    /// How many octets the journal's segments have together.
    public long journalOctets() {
        return octetsFrom(journal.oldestSegment());
    }

    /// A place for a content that is too large for memory.
    public LargeContent largeContent(MailId id) throws IOException {
        return new LargeContent(files, files.create(id));
    }

    /// The live entry of that id.
    ///
    /// @throws UncheckedIOException where the disk does not give it
    public Optional<Entry> find(MailId id) {
        Optional<Live> found = live.find(id);
        while (found.isPresent()) {
            Entry entry = found.get().entry();
            if (entry != null) {
                return Optional.of(entry);
            }
            try {
                return Optional.of(read(found.get()));
            } catch (IOException e) {
                Optional<Live> now = live.find(id);
                if (now.equals(found)) {
                    throw new UncheckedIOException(id + " cannot be read from the spool: " + e.getMessage(), e);
                }
                // It was changed or moved meanwhile.
                found = now;
            }
        }
        return Optional.empty();
    }

    /// What is known of the live entry of that id.
    public Optional<Waiting> waiting(MailId id) {
        return live.find(id).map(Live::waiting);
    }

    /// The live entry of that id, to work on it: until it is given back, its content stays where it is and nobody else
    /// gets it.
    ///
    /// @return empty where there is none, or somebody has it: who has it tells the followers of it afterwards
    /// @throws UncheckedIOException where the disk does not give it
    public Optional<Entry> borrow(MailId id) {
        if (!live.lend(id)) {
            return Optional.empty();
        }
        try {
            Optional<Entry> found = find(id);
            if (found.isEmpty()) {
                live.giveBack(id);
            }
            return found;
        } catch (UncheckedIOException e) {
            live.giveBack(id);
            throw e;
        }
    }

    /// Who borrowed it has done.
    public void giveBack(Entry entry) {
        live.giveBack(entry.id());
    }

    /// Takes responsibility for a mail: when it returns, the entry is on the disk, and the followers have
    /// been told.
    ///
    /// @param durable called between the two
    /// @throws IOException where that is not certain; the entry is forgotten
    public void accept(Entry entry, Runnable durable) throws IOException {
        RecordEncoder encoder = new RecordEncoder(files, names).entries(List.of(entry));
        ByteBuffer[] payload = encoder.payload();
        List<Live> added;
        lock.lock();
        try {
            Position position = journal.append(RecordType.ACCEPT.number(), false, payload);
            added = encoder.live(position, this::read);
            live.add(added);
        } catch (Error e) {
            throw OutOfMemory.end(e);
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
        added.forEach(this::tell);
    }

    @Override
    public void replace(MailId old, List<Entry> successors, List<Delivered> delivered) throws IOException {
        RecordEncoder encoder = replacement(
                old, successors.stream().map(entry -> unique(old, entry)).toList(), delivered);
        ByteBuffer[] payload = encoder.payload();
        List<Live> added;
        lock.lock();
        try {
            if (live.find(old).isEmpty()) {
                throw new NoSuchEntryException(old);
            }
            Position position = journal.append(RecordType.REPLACE.number(), false, payload);
            added = encoder.live(position, this::read);
            live.exchange(old, added, !delivered.isEmpty());
            lastDelivered = delivered.isEmpty() ? lastDelivered : position;
        } catch (Error e) {
            throw OutOfMemory.end(e);
        } finally {
            lock.unlock();
        }
        added.forEach(this::tell);
    }

    /// Makes all that was recorded so far durable.
    public void force() throws IOException {
        journal.force();
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
        mover.run(segmentOctetsMax);
        release(covered.segment());
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private Covered beginCheckpoint() {
        lock.lock();
        try {
            return new Covered(journal.currentSegment(), lastDelivered, live.takeUncovered(), files.takeUnused());
        } finally {
            lock.unlock();
        }
    }

    private void takeBack(Covered covered) {
        lock.lock();
        try {
            live.giveBackUncovered(covered.delivered());
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
            delivered.forEach(live::unpin);
        } finally {
            lock.unlock();
        }
    }

    // What took the place of an entry in an old segment may have been recorded since the mark: it is on the disk
    // before the segment goes. What is recorded after that can only need newer ones.
    private void release(long before) throws IOException {
        long limit = Math.min(before, oldestNeeded().orElse(Long.MAX_VALUE));
        journal.force();
        lock.lock();
        try {
            journal.releaseBefore(limit);
        } finally {
            lock.unlock();
        }
    }

    /// For the mover: the oldest segment that anything needs.
    Optional<Long> oldestNeeded() {
        lock.lock();
        try {
            return live.oldestPinned();
        } finally {
            lock.unlock();
        }
    }

    /// For the mover: how many octets all entries have without their contents.
    long encodedOctets() {
        lock.lock();
        try {
            return live.encodedOctets();
        } finally {
            lock.unlock();
        }
    }

    long octetsFrom(long oldest) {
        long octets = 0;
        for (long segment = oldest; segment <= journal.currentSegment(); segment++) {
            octets += journal.size(segment);
        }
        return octets;
    }

    long currentSegment() {
        return journal.currentSegment();
    }

    Collection<Live> live() {
        return live.all();
    }

    boolean isLent(Live entry) {
        return live.isLent(entry.waiting().id());
    }

    Content content(Piece piece) {
        return new StoredContent(this::read, piece, null);
    }

    /// For the mover: the same entry, its content elsewhere. Followers are not told.
    ///
    /// @return false where the entry is not any more what it was, or somebody works on it
    boolean exchangeUnchanged(Live entry, List<Piece> pieces) throws IOException {
        Waiting waiting = entry.waiting();
        byte[] encoded = encoded(entry);
        RecordEncoder encoder = new RecordEncoder(files, names)
                .old(waiting.id())
                .moved(waiting, encoded, pieces)
                .delivered(List.of());
        ByteBuffer[] payload = encoder.payload();
        lock.lock();
        try {
            if (live.find(waiting.id()).filter(now -> now == entry).isEmpty() || isLent(entry)) {
                return false;
            }
            Position position = journal.append(RecordType.REPLACE.number(), false, payload);
            live.exchange(waiting.id(), encoder.live(position, this::read), false);
            return true;
        } catch (Error e) {
            throw OutOfMemory.end(e);
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
        } catch (Error e) {
            throw OutOfMemory.end(e);
        } finally {
            live.exchange(id, List.of(), false);
            lock.unlock();
        }
    }

    // A fault of ours, but none for which another mail may vanish.
    private Entry unique(MailId old, Entry successor) {
        MailId id = successor.id();
        if (id.equals(old) || live.find(id).isEmpty()) {
            return successor;
        }
        MailId other = id;
        for (int number = 0; live.find(other).isPresent(); number++) {
            other = id.child(number);
        }
        LOG.error("{} was to be made of {}, and is another mail already: it is called {}", id, old, other);
        return successor.withMail(successor.mail().withId(other));
    }

    private RecordEncoder replacement(MailId old, List<Entry> successors, List<Delivered> delivered)
            throws IOException {
        return new RecordEncoder(files, names).old(old).entries(successors).delivered(delivered);
    }

    private void tell(Live entry) {
        followers.forEach(follower -> follower.due(entry.waiting()));
    }

    private void adopt(Recovery recovery) throws IOException {
        lock.lock();
        try {
            live.add(recovery.live());
        } finally {
            lock.unlock();
        }
        for (Entry again : recovery.uncertain()) {
            LOG.warn("{} is stored again: the power failed before the store had it on the disk", again.id());
            accept(again, () -> {});
        }
        int orphans = files.deleteOrphans();
        if (live.size() > 0 || orphans > 0) {
            LOG.info("{} mails were in the spool; {} unfinished files were removed", live.size(), orphans);
        }
    }

    private Entry read(Live entry) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded(entry)));
        List<StoredContent> contents = entry.pieces().stream()
                .map(piece -> new StoredContent(this::read, piece, null))
                .toList();
        return EntryCodec.withContent(EntryCodec.readEntry(in, Message.of(Content.of(new byte[0]))), contents);
    }

    private byte[] encoded(Live entry) throws IOException {
        byte[] octets = new byte[entry.length()];
        journal.read(entry.segment(), entry.offset(), ByteBuffer.wrap(octets));
        return octets;
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
