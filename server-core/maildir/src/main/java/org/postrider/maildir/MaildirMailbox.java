package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.postrider.maildir.MailboxState.Change;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox that is open, one for all sessions. Thread-safe.
///
/// A change of flags is done when the index has it; the file's name follows when the store's housekeeping comes round
/// ([#writeNames]), at the latest at a checkpoint. What the name last carried is remembered, so that a change that
/// another program makes meanwhile is told from our own.
final class MaildirMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(MaildirMailbox.class);

    private final MaildirAccount account;
    private final StoreServices services;
    private final long ordinal;
    private final String id;
    /// By watch, because one listener can have several.
    private final Map<Object, Runnable> listeners = new ConcurrentHashMap<>();

    private final AtomicInteger holders = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by `lock`.
    private final MailboxState state;
    /// Guarded by `lock`.
    private boolean closed;

    private volatile MailboxName name;
    private volatile boolean written;

    /// @param ordinal another one for each: where two are locked, the lower one is first
    MaildirMailbox(MaildirAccount account, MailboxName name, MailboxState state, StoreServices services, long ordinal) {
        this.account = account;
        this.name = name;
        this.state = state;
        this.services = services;
        this.ordinal = ordinal;
        this.id = state.identity().id();
        this.written = state.isWritten();
    }

    MaildirAccount account() {
        return account;
    }

    MailboxName name() {
        return name;
    }

    String id() {
        return id;
    }

    MailboxView view() throws StoreException {
        return locked(_ -> new Done<>(state.refresh(), state.view()));
    }

    Mailbox.Changes changesSince(long modSeq) throws StoreException {
        return locked(_ -> {
            Change foreign = state.refresh();
            return new Done<>(foreign, state.index().changesSince(modSeq));
        });
    }

    List<Mailbox.Appended> append(List<Mailbox.NewMessage> messages) throws StoreException {
        return new Appending(this, services).run(messages);
    }

    Mailbox.StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        return locked(_ -> {
            Change foreign = state.refresh();
            FlagStore flags = new FlagStore(state, unchangedSince);
            Mailbox.StoreResult result = flags.run(uids, change);
            return new Done<>(flags.changedAny() ? foreign.and(Change.FLAGS) : foreign, result);
        });
    }

    UidSet expunge(UidSet uids) throws StoreException {
        return locked(_ -> {
            Change foreign = state.refresh();
            UidSet gone = remove(uids);
            return new Done<>(gone.isEmpty() ? foreign : Change.MESSAGES, gone);
        });
    }

    /// Copies, or moves, all or none.
    Mailbox.CopyResult transfer(UidSet uids, MaildirMailbox target, boolean moves) throws StoreException {
        Change inSource = Change.NONE;
        Change inTarget = Change.NONE;
        Mailbox.CopyResult result;
        MaildirMailbox first = ordinal < target.ordinal ? this : target;
        MaildirMailbox second = first == this ? target : this;
        first.lock.lock();
        second.lock.lock();
        try {
            refuseWhereClosed();
            target.refuseWhereClosed();
            inTarget = target.state.refresh();
            inSource = state.refresh();
            result = new Transfer(state, target.state, services, moves).run(uids);
            if (!result.copies().isEmpty()) {
                inTarget = Change.MESSAGES;
                inSource = moves ? Change.MESSAGES : inSource;
            }
            written = state.isWritten();
            target.written = target.state.isWritten();
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            second.lock.unlock();
            first.lock.unlock();
            tell(inSource);
            target.tell(inTarget);
        }
        if (!result.copies().isEmpty()) {
            Path folder = target.folder();
            force(List.of(folder.resolve("new"), folder.resolve("cur")), folder);
        }
        return result;
    }

    Content content(long uid) throws StoreException {
        lock.lock();
        try {
            int position = position(uid);
            long size = state.messages().size(position);
            long diskSize = state.messages().file(position).size().orElse(size);
            return new FileContent(renamed -> path(uid, renamed), size, diskSize);
        } finally {
            lock.unlock();
        }
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

    boolean isWatched() {
        return !listeners.isEmpty();
    }

    Mailbox hold() {
        holders.incrementAndGet();
        return new OpenMailbox(this, holders::decrementAndGet);
    }

    boolean isHeld() {
        return holders.get() > 0 || isWatched();
    }

    /// Housekeeping: what another program did, names, a log that has grown long.
    void keepHouse() throws StoreException {
        if (isWatched()) {
            Change foreign;
            lock.lock();
            try {
                foreign = closed ? Change.NONE : state.refresh();
                written = state.isWritten();
            } finally {
                lock.unlock();
            }
            tell(foreign);
        }
        writeNames();
        compact();
    }

    /// Gives files the names that carry their flags.
    void writeNames() throws StoreException {
        NameWriter names = new NameWriter(state);
        boolean more = true;
        while (more && !written) {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                state.refresh();
                more = names.writeSome();
                written = state.isWritten();
            } catch (IOException e) {
                throw Failures.of(e);
            } finally {
                lock.unlock();
            }
        }
    }

    /// @param folderName of the folder in the Maildir
    void moveFolder(Path to, MailboxName toName, String folderName) throws StoreException {
        lock.lock();
        try {
            Files.move(state.folder(), to, StandardCopyOption.ATOMIC_MOVE);
            state.movedTo(to, folderName);
            name = toName;
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    /// Takes the folder away: from now on nothing of the mailbox can be used.
    ///
    /// @param to a place for the folder, to be deleted there
    void delete(Path to) throws StoreException {
        lock.lock();
        try {
            Files.move(state.folder(), to, StandardCopyOption.ATOMIC_MOVE);
            state.deleted();
            closeFiles(DirectoryStamp.NEVER);
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
            if (closed) {
                return;
            }
            DirectoryStamp stamp = DirectoryStamp.NEVER;
            try {
                writeNames();
                stamp = written ? state.certainStamp() : stamp;
            } catch (StoreException e) {
                LOG.warn("the flags of {} are only in its index: {}", state.folder(), e.getMessage(), e.getCause());
            }
            closeFiles(stamp);
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

    /// Does something under the mailbox's lock, and lets others hear of it without.
    <T> T locked(Work<T> work) throws StoreException {
        Done<T> done;
        lock.lock();
        try {
            refuseWhereClosed();
            done = work.run(state);
            written = state.isWritten();
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            lock.unlock();
        }
        tell(done.change());
        return done.result();
    }

    Path folder() {
        lock.lock();
        try {
            return state.folder();
        } finally {
            lock.unlock();
        }
    }

    private void force(List<Path> folders, Path folder) throws StoreException {
        try {
            services.durability().force(folders, folder);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    static boolean isGone(IOException e) {
        return e instanceof StoreException failure && failure.kind() == Kind.NOT_FOUND;
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

    private UidSet remove(UidSet uids) throws StoreException {
        BitSet positions = new BitSet();
        UidSet.Builder gone = new UidSet.Builder();
        for (int i = state.first(uids); i < state.messages().count(); i++) {
            if (uids.contains(state.messages().uid(i)) && state.deleteFile(i)) {
                positions.set(i);
                gone.add(state.messages().uid(i));
            }
        }
        if (!positions.isEmpty()) {
            state.index().expunge(positions, state.index().nextModSeq(), true);
            state.commit();
            state.changedByUs();
        }
        return gone.build();
    }

    private int position(long uid) throws StoreException {
        int position = state.messages().position(uid);
        if (position < 0) {
            throw new StoreException(Kind.NOT_FOUND, "the message with UID " + uid + " is gone");
        }
        return position;
    }

    Path path(long uid, boolean renamed) throws IOException {
        lock.lock();
        try {
            return state.path(position(uid), renamed);
        } catch (NoSuchFileException e) {
            throw new StoreException(Kind.NOT_FOUND, "the message with UID " + uid + " is gone", e);
        } finally {
            lock.unlock();
        }
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
            LOG.warn("the index of {} cannot be made shorter", state.folder(), e);
        } finally {
            lock.unlock();
        }
    }

    private void closeFiles(DirectoryStamp stamp) {
        closed = true;
        try {
            state.index().close(stamp);
            state.derived().close();
        } catch (IOException e) {
            LOG.warn("the index of {} cannot be closed", state.folder(), e);
        }
    }

    /// What was done, and what it returns.
    record Done<T>(Change change, T result) {}

    @FunctionalInterface
    interface Work<T> {
        Done<T> run(MailboxState state) throws IOException;
    }
}
