package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.format.MessageTags;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.FolderIdentity;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox's file, what is known of its messages, and whether that is still so. Guarded by the mailbox's lock.
final class MboxState {
    private static final Logger LOG = LoggerFactory.getLogger(MboxState.class);
    private static final long FULL_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long COST_FACTOR = 100;

    private final StoreServices services;
    private final MailLocks locks;
    private final MboxIndex index;
    private final DerivedCache derived;
    private final Path indexFolder;
    private final boolean inbox;

    private Path file;
    private FolderIdentity identity;
    private FileStamp known = FileStamp.NEVER;
    /// What the file is like is to be remembered when its lock is given up.
    private boolean settles;
    private long generation;
    /// Only what was appended was looked at last time, and when all of it is to be.
    private boolean lookedAtTail;
    private long fullLookDue;
    private long fullLookCost;
    private boolean deleted;
    private @Nullable MailboxView view;

    private MboxState(
            Path file,
            boolean inbox,
            FolderIdentity identity,
            MboxIndex index,
            DerivedCache derived,
            Path indexFolder,
            StoreServices services,
            MailLocks locks) {
        this.services = services;
        this.locks = locks;
        this.file = file;
        this.inbox = inbox;
        this.identity = identity;
        this.index = index;
        this.derived = derived;
        this.indexFolder = indexFolder;
    }

    /// @param inbox made where it is not there, because it always is
    static MboxState open(
            Path root, String path, boolean inbox, Path indexRoot, StoreServices services, MailLocks locks)
            throws IOException {
        Path file = root.resolve(path);
        FolderIdentity identity = FolderIdentity.read(identityFile(file), services::nextUidValidity, services::newId);
        MboxIndex index = openIndex(indexRoot, identity, services);
        if (!index.file().isEmpty()
                && !index.file().equals(path)
                && FolderIdentity.idOf(identityFile(root.resolve(index.file()))).equals(identity.id())) {
            // Somebody copied a folder with all its files: two cannot share an id, and this one came later.
            index.close();
            identity = FolderIdentity.fresh(identityFile(file), services::nextUidValidity, services::newId);
            index = openIndex(indexRoot, identity, services);
        }
        try {
            Path folder = indexRoot.resolve(identity.id());
            DerivedCache derived =
                    DerivedCache.open(folder.resolve("derived"), index.start() == MboxIndex.Start.NOTHING);
            MboxState state = new MboxState(file, inbox, identity, index, derived, folder, services, locks);
            state.begin(path);
            return state;
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    static Path identityFile(Path file) {
        return FolderNames.beside(file, "postrider");
    }

    private static MboxIndex openIndex(Path indexRoot, FolderIdentity identity, StoreServices services)
            throws IOException {
        Path log = indexRoot.resolve(identity.id()).resolve("log");
        return MboxIndex.open(log, identity.uidValidity(), services.bootId());
    }

    private void begin(String path) throws IOException {
        MboxIndex.Start start = index.start();
        long trusted = start == MboxIndex.Start.NOTHING ? 1 : index.uidNext();
        long intent = start == MboxIndex.Start.NOTHING ? MboxIndex.NO_INTENT : index.intent();
        index.resume(path, identity.firstUnused(), services.clock().millis());
        try (LockedFile locked = lockFile()) {
            FileStamp stamp = FileStamp.of(file);
            if (start == MboxIndex.Start.WHOLE
                    && intent == MboxIndex.NO_INTENT
                    && Places.read(placesFile(), stamp, index.messages())) {
                known = stamp;
                return;
            }
            new TornTail(locked, start, intent, identity.uidValidity(), trusted).cut();
            if (intent != MboxIndex.NO_INTENT) {
                // Were it found again, it would cut what stands there then.
                index.intend(MboxIndex.NO_INTENT);
            }
            // What is missing after a power failure may have been lost: its delivery can be repeated.
            look(new FolderScan(this, services, locked, trusted, start), 0);
            settle(locked);
        }
    }

    Path file() {
        return file;
    }

    FolderIdentity identity() {
        return identity;
    }

    MboxIndex index() {
        return index;
    }

    Messages messages() {
        return index.messages();
    }

    DerivedCache derived() {
        return derived;
    }

    /// Another one after messages were moved in the file.
    long generation() {
        return generation;
    }

    void moved() {
        generation++;
    }

    MailboxView view() {
        MailboxView now = view;
        if (now == null) {
            now = messages().view(identity.uidValidity(), index.uidNext(), index.highestModSeq(), index.flagSets());
            view = now;
        }
        return now;
    }

    /// To be called where anything changed that a view shows; writes the change.
    void commit() {
        view = null;
        index.commit();
    }

    /// Locks the file; what was left undone in it is done first.
    ///
    /// @throws StoreException NOT_FOUND where it is gone
    LockedFile lockFile() throws IOException {
        if (deleted) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox was deleted");
        }
        LockedFile locked;
        try {
            locked = locks.lock(file, inbox);
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox is gone", e);
        }
        try {
            RedoFile.recover(locked);
            return locked;
        } catch (IOException | RuntimeException e) {
            locked.close();
            throw e;
        }
    }

    /// Looks whether another program changed the file; locks it where that is so.
    Change refresh() throws IOException {
        if (isUnchanged()) {
            return Change.NONE;
        }
        try (LockedFile locked = lockFile()) {
            return refresh(locked);
        }
    }

    Change refresh(LockedFile locked) throws IOException {
        if (isUnchanged()) {
            return Change.NONE;
        }
        FolderScan scan = new FolderScan(this, services, locked, index.uidNext(), MboxIndex.Start.WHOLE);
        Change change = look(scan, tail(locked));
        settle(locked);
        return change;
    }

    /// To be called after we changed the file or looked at it: what it is like when its lock is given up is remembered.
    void settle(LockedFile locked) {
        known = FileStamp.NEVER;
        settles = true;
        locked.atEnd(() -> remember(locked));
    }

    // The clock of a file system is coarse, and another program's change in the same tick would look like ours:
    // so the file gets a time that no tick has.
    private void remember(LockedFile locked) throws IOException {
        if (!settles) {
            return;
        }
        settles = false;
        long size = locked.channel().size();
        Instant odd = Instant.ofEpochMilli(System.currentTimeMillis()).plusNanos(1_000L + generation % 1000);
        // Opens and closes the file, which gives up the operating system's lock: nothing is written after it.
        Files.setLastModifiedTime(file, FileTime.from(odd));
        FileStamp now = FileStamp.of(file);
        known = now.size() == size ? now : FileStamp.NEVER;
    }

    /// Whatever it looks like: look at all of the file next time.
    void doubt() {
        known = FileStamp.NEVER;
        settles = false;
        lookedAtTail = false;
    }

    private boolean isUnchanged() throws IOException {
        if (deleted) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox was deleted");
        }
        FileStamp now = FileStamp.of(file);
        if (lookedAtTail && System.nanoTime() - fullLookDue > 0) {
            known = FileStamp.NEVER;
        }
        return now.equals(known);
    }

    // Where mail was appended and the last message is still in its place, all before it most likely is too: it is
    // looked at later, and not at each of many deliveries.
    private long tail(LockedFile locked) throws IOException {
        long end = known.size();
        FileStamp now = FileStamp.of(file);
        int last = messages().count() - 1;
        if (now.inode() != known.inode() || now.size() <= end || last < 0) {
            return 0;
        }
        long offset = messages().offset(last);
        ByteBuffer head = ByteBuffer.allocate(512);
        int count = locked.channel().read(head, offset);
        byte[] octets = new MessageTagsOf(this).head(last);
        boolean there = count >= octets.length && contains(head.array(), count, octets);
        ByteBuffer begin = ByteBuffer.allocate(5);
        boolean follows = locked.channel().read(begin, end) == 5
                && java.util.Arrays.equals(begin.array(), new byte[] {'F', 'r', 'o', 'm', ' '});
        return there && follows && offset + messages().length(last) == end ? end : 0;
    }

    private static boolean contains(byte[] text, int length, byte[] word) {
        String all = new String(text, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1);
        return all.contains(new String(word, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /// @param from 0 for all of the file
    private Change look(FolderScan scan, long from) throws IOException {
        long began = System.nanoTime();
        Change change;
        try {
            change = scan.run(from);
        } catch (IOException | RuntimeException e) {
            doubt();
            throw e;
        }
        long now = System.nanoTime();
        if (from == 0) {
            fullLookCost = now - began;
            lookedAtTail = false;
        } else if (!lookedAtTail) {
            lookedAtTail = true;
            fullLookDue = now + Math.max(FULL_LOOK_NANOS, COST_FACTOR * fullLookCost);
        }
        return change;
    }

    long nextUid() throws StoreException {
        long uid = index.uidNext();
        use(uid);
        return uid;
    }

    /// To be called before a UID is given out.
    void use(long uid) throws StoreException {
        if (uid > UidSet.UID_MAX) {
            throw new StoreException(
                    Kind.TEMPORARY, "the mailbox has used up all UIDs; move its messages to a new one");
        }
        identity.use(uid);
    }

    /// What the file says of a message.
    MessageTags tags(int position) {
        return new MessageTagsOf(this).tags(position, messages().flags(position));
    }

    /// Keeps what was derived of a message.
    ///
    /// @return where
    long keep(long uid, Map<String, byte[]> fields) {
        try {
            return fields.isEmpty() ? DerivedCache.NOWHERE : derived.append(uid, fields);
        } catch (IOException e) {
            LOG.warn("what was derived of a message of {} cannot be kept", file, e);
            return DerivedCache.NOWHERE;
        }
    }

    /// The first position that a UID of the set can have.
    int first(UidSet uids) {
        if (uids.isEmpty()) {
            return messages().count();
        }
        int position = messages().position(uids.ranges().getFirst().first());
        return position < 0 ? -position - 1 : position;
    }

    void movedTo(Path to, String path) throws IOException {
        file = to;
        identity = identity.movedTo(identityFile(to));
        index.usedFor(path);
        known = FileStamp.of(to);
    }

    boolean isDeleted() {
        return deleted;
    }

    void deleted() {
        deleted = true;
    }

    void close() {
        try {
            if (!deleted && !lookedAtTail && FileStamp.of(file).equals(known)) {
                Places.write(placesFile(), known, messages());
            }
            index.close();
            derived.close();
        } catch (IOException e) {
            LOG.warn("the index of {} cannot be closed", file, e);
        }
    }

    private Path placesFile() {
        return indexFolder.resolve("places");
    }

    /// What happened to a mailbox.
    enum Change {
        NONE,
        FLAGS,
        /// Messages were added or removed.
        MESSAGES;

        Change and(Change other) {
            return compareTo(other) > 0 ? this : other;
        }
    }
}
