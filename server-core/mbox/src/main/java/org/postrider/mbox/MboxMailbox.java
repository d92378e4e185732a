package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.MboxState.Change;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.SmallFiles;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox that is open, one for all sessions. Thread-safe.
///
/// Each change is in the file when it is done, and in the index after it. The file is locked for other programs only
/// while it is read or written, under the mailbox's lock.
final class MboxMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(MboxMailbox.class);

    private final MboxAccount account;
    private final StoreServices services;
    private final long ordinal;
    private final String id;
    /// By watch, because one listener can have several.
    private final Map<Object, Runnable> listeners = new ConcurrentHashMap<>();

    private final AtomicInteger holders = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by `lock`.
    private final MboxState state;
    /// Guarded by `lock`.
    private boolean closed;

    private volatile MailboxName name;

    /// @param ordinal another one for each: where two are locked, the lower one is first
    MboxMailbox(MboxAccount account, MailboxName name, MboxState state, StoreServices services, long ordinal) {
        this.account = account;
        this.name = name;
        this.state = state;
        this.services = services;
        this.ordinal = ordinal;
        this.id = state.identity().id();
    }

    MboxAccount account() {
        return account;
    }

    MailboxName name() {
        return name;
    }

    String id() {
        return id;
    }

    MailboxView view() throws StoreException {
        return locked(() -> new Done<>(state.refresh(), state.view()));
    }

    Mailbox.Changes changesSince(long modSeq) throws StoreException {
        return locked(() -> {
            Change foreign = state.refresh();
            return new Done<>(foreign, state.index().changesSince(modSeq));
        });
    }

    List<Mailbox.Appended> append(List<Mailbox.NewMessage> messages) throws StoreException {
        List<Incoming> incoming = new ArrayList<>();
        try {
            // Before the lock: it may take a while.
            for (Mailbox.NewMessage message : messages) {
                Instant date =
                        message.internalDate().orElseGet(() -> services.clock().instant());
                Map<String, byte[]> fields = derive(message.content(), Map.of());
                incoming.add(Incoming.of(message, date, fields));
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
        return lockedFile((_, file) -> new Intake(state, services, file).add(incoming));
    }

    Mailbox.StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        return lockedFile((_, file) -> {
            Change foreign = state.refresh(file);
            FlagStore flags = new FlagStore(state, file, unchangedSince);
            Mailbox.StoreResult result = flags.run(uids, change);
            return new Done<>(flags.changedAny() ? foreign.and(Change.FLAGS) : foreign, result);
        });
    }

    UidSet expunge(UidSet uids) throws StoreException {
        return lockedFile((_, file) -> {
            Change foreign = state.refresh(file);
            BitSet positions = new BitSet();
            UidSet.Builder gone = new UidSet.Builder();
            for (int i = state.first(uids); i < state.messages().count(); i++) {
                if (uids.contains(state.messages().uid(i))) {
                    positions.set(i);
                    gone.add(state.messages().uid(i));
                }
            }
            if (positions.isEmpty()) {
                return new Done<>(foreign, UidSet.EMPTY);
            }
            Intake.remove(state, file, positions);
            return new Done<>(Change.MESSAGES, gone.build());
        });
    }

    /// Copies, or moves, all or none.
    Mailbox.CopyResult transfer(UidSet uids, MboxMailbox target, boolean moves) throws StoreException {
        if (target == this) {
            return lockedFile((_, file) -> {
                Change foreign = state.refresh(file);
                Mailbox.CopyResult result = new Transfer(state, file, state, file, moves, now()).run(uids);
                return new Done<>(result.copies().isEmpty() ? foreign : Change.MESSAGES, result);
            });
        }
        Change inSource = Change.NONE;
        Change inTarget = Change.NONE;
        MboxMailbox first = ordinal < target.ordinal ? this : target;
        MboxMailbox second = first == this ? target : this;
        first.lock.lock();
        second.lock.lock();
        try {
            refuseWhereClosed();
            target.refuseWhereClosed();
            try (LockedFile one = first.state.lockFile();
                    LockedFile other = second.state.lockFile()) {
                LockedFile from = first == this ? one : other;
                LockedFile to = first == this ? other : one;
                inTarget = target.state.refresh(to);
                inSource = state.refresh(from);
                Mailbox.CopyResult result = new Transfer(state, from, target.state, to, moves, now()).run(uids);
                if (!result.copies().isEmpty()) {
                    inTarget = Change.MESSAGES;
                    inSource = moves ? Change.MESSAGES : inSource;
                }
                return result;
            }
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            second.lock.unlock();
            first.lock.unlock();
            tell(inSource);
            target.tell(inTarget);
        }
    }

    private long now() {
        return services.clock().instant().getEpochSecond();
    }

    Content content(long uid) throws StoreException {
        lock.lock();
        try {
            return new MessageContent(this, uid, state.messages().size(position(uid)));
        } finally {
            lock.unlock();
        }
    }

    MessageContent.Place place(long uid) throws StoreException {
        lock.lock();
        try {
            int position = position(uid);
            return new MessageContent.Place(
                    state.messages().offset(position), state.messages().length(position), state.generation());
        } finally {
            lock.unlock();
        }
    }

    /// Reads a piece of a message as it stands in the file.
    ///
    /// @return how many octets, or -1 at its end
    int read(long uid, MessageContent.Cursor cursor, byte[] into, int offset, int length) throws StoreException {
        return lockedFile((_, file) -> {
            Change foreign = state.refresh(file);
            MessageContent.Place place = place(uid);
            long from = cursor.at(place, length);
            int count = (int) Math.min(length, place.length() - from);
            ByteBuffer octets = ByteBuffer.wrap(into, offset, Math.max(0, count));
            while (octets.hasRemaining()) {
                int some = file.channel().read(octets, place.offset() + from + octets.position() - offset);
                if (some < 0) {
                    state.doubt();
                    throw new StoreException(Kind.DAMAGED, "the mailbox's file ends before the message does");
                }
            }
            return new Done<>(foreign, count <= 0 ? -1 : count);
        });
    }

    byte[] derived(long uid, DerivedField field) throws StoreException {
        Map<String, byte[]> known = knownFields(uid);
        byte[] kept = known.get(field.name());
        if (kept != null) {
            return kept;
        }
        try {
            Content content = content(uid);
            byte[] octets = field.derive(content);
            Map<String, byte[]> all = new TreeMap<>(known);
            all.put(field.name(), octets);
            keepFields(uid, derive(content, all));
            return octets;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    Mailbox.Watch watch(Runnable listener) {
        Object watch = new Object();
        listeners.put(watch, listener);
        return () -> listeners.remove(watch);
    }

    Mailbox hold() {
        holders.incrementAndGet();
        return new OpenMailbox(this, holders::decrementAndGet);
    }

    boolean isHeld() {
        return holders.get() > 0 || !listeners.isEmpty();
    }

    /// Housekeeping: what another program did, a log that has grown long.
    void keepHouse() throws StoreException {
        if (!listeners.isEmpty()) {
            Change foreign = Change.NONE;
            lock.lock();
            try {
                foreign = closed ? Change.NONE : state.refresh();
            } catch (IOException e) {
                throw Failures.of(e);
            } finally {
                lock.unlock();
            }
            tell(foreign);
        }
        compact();
    }

    /// @param path of the file below the account's folder
    void moveFile(Path to, MailboxName toName, String path) throws StoreException {
        lock.lock();
        try {
            try (LockedFile _ = state.lockFile()) {
                move(state.file(), to);
            }
            state.movedTo(to, path);
            name = toName;
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    /// The same for a mailbox that is not open.
    static void move(Path from, Path to) throws IOException {
        Path identity = MboxState.identityFile(from);
        if (Files.exists(identity)) {
            Files.move(identity, MboxState.identityFile(to), StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(MboxState.identityFile(to))) {
                Files.move(MboxState.identityFile(to), identity, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        SmallFiles.sync(to.resolveSibling("."));
    }

    /// Takes the file away: from now on nothing of the mailbox can be used.
    void delete() throws StoreException {
        lock.lock();
        try {
            try (LockedFile _ = state.lockFile()) {
                Files.deleteIfExists(state.file());
                Files.deleteIfExists(MboxState.identityFile(state.file()));
            }
            state.deleted();
            closed = true;
            state.close();
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    /// Writes what is to be written, and gives memory and files back.
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                state.close();
            }
        } finally {
            lock.unlock();
        }
    }

    void tell(Change change) {
        if (change == Change.NONE) {
            return;
        }
        for (Runnable listener : listeners.values()) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("a listener of {} failed", name, e);
            }
        }
        if (change == Change.MESSAGES) {
            account.changed(name);
        }
    }

    <T> T lockedFile(FileWork<T> work) throws StoreException {
        return locked(() -> {
            try (LockedFile file = state.lockFile()) {
                return work.run(state, file);
            }
        });
    }

    private <T> T locked(Work<T> work) throws StoreException {
        Done<T> done;
        lock.lock();
        try {
            refuseWhereClosed();
            done = work.run();
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox is gone", e);
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            lock.unlock();
        }
        tell(done.change());
        return done.result();
    }

    // What fails is left out: it is tried again when somebody asks for it.
    Map<String, byte[]> derive(Content content, Map<String, byte[]> known) {
        Map<String, byte[]> fields = new TreeMap<>(known);
        for (DerivedField field : services.fields()) {
            if (fields.containsKey(field.name())) {
                continue;
            }
            try {
                fields.put(field.name(), field.derive(content));
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} could not be derived of a message", field.name(), e);
            }
        }
        return fields;
    }

    // Guarded by `lock`, as all below.
    private void refuseWhereClosed() throws StoreException {
        if (closed) {
            throw state.isDeleted()
                    ? new StoreException(Kind.NOT_FOUND, "the mailbox was deleted")
                    : new StoreException(Kind.TEMPORARY, "the mailbox is closed; open it again");
        }
    }

    private int position(long uid) throws StoreException {
        int position = state.messages().position(uid);
        if (position < 0) {
            throw new StoreException(Kind.NOT_FOUND, "the message with UID " + uid + " is gone");
        }
        return position;
    }

    Map<String, byte[]> knownFields(long uid) throws StoreException {
        long before = DerivedCache.NOWHERE;
        while (true) {
            long at;
            lock.lock();
            try {
                at = state.messages().derivedAt(position(uid));
            } finally {
                lock.unlock();
            }
            Map<String, byte[]> fields = state.derived().read(at, uid);
            // Where the cache was written anew meanwhile, it is somewhere else now.
            if (!fields.isEmpty() || at == before) {
                return fields;
            }
            before = at;
        }
    }

    void keepFields(long uid, Map<String, byte[]> fields) {
        lock.lock();
        try {
            int position = state.messages().position(uid);
            if (position >= 0 && !closed) {
                state.index().setDerivedAt(position, state.keep(uid, fields));
                state.index().commit();
            }
        } finally {
            lock.unlock();
        }
    }

    private void compact() {
        lock.lock();
        try {
            if (closed || !state.index().isLong()) {
                return;
            }
            long[] places = state.messages().derivedAt().clone();
            if (state.derived().compact(places, state.messages().count())) {
                state.messages().setDerivedAt(places);
            }
            state.index().rewrite();
        } catch (IOException e) {
            LOG.warn("the index of {} cannot be made shorter", state.file(), e);
        } finally {
            lock.unlock();
        }
    }

    /// What was done, and what it returns.
    record Done<T>(Change change, T result) {}

    @FunctionalInterface
    private interface Work<T> {
        Done<T> run() throws IOException;
    }

    @FunctionalInterface
    interface FileWork<T> {
        Done<T> run(MboxState state, LockedFile file) throws IOException;
    }
}
