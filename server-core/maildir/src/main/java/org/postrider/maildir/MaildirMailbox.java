package org.postrider.maildir;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox: a Maildir folder, its messages in memory, its index on the disk. One for all sessions. Thread-safe.
///
/// A change of flags is done when the index has it; the file's name follows when the store's housekeeping comes round
/// ([#renameChanged]), at the latest at a checkpoint. What the name last carried is remembered, so that a change that
/// another
/// program makes meanwhile is told from our own.
final class MaildirMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(MaildirMailbox.class);
    private static final int VANISHED_MAX = 100_000;
    private static final int LOG_SLACK = 1000;
    // A foreign change in the same tick of the clock as one of ours would be missed: now and then all is looked at.
    private static final long FULL_LOOK_MILLIS = 30_000;

    private final MaildirAccount account;
    private final Path folder;
    private final StoreServices services;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger holders = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();

    // All below is guarded by `lock`.
    private MailboxName name;
    private final FolderIdentity identity;
    private final Keywords keywords;
    private final IndexLog log;
    private final DerivedCache derived;
    private final Messages messages = new Messages();
    private final Vanished vanished = new Vanished(VANISHED_MAX);
    private final Set<String> uniques = new HashSet<>();
    private final Set<Long> changedNames = new HashSet<>();
    private FlagSets flagSets;
    private long uidNext = 1;
    private long highestModSeq;
    private boolean begun;
    private DirectoryStamp stamp = DirectoryStamp.NEVER;
    private boolean stampRacy = true;
    private long lookedAtMillis;
    private boolean deleted;
    private Messages.@Nullable View view;

    private MaildirMailbox(
            MaildirAccount account, MailboxName name, Path folder, Path indexRoot, StoreServices services)
            throws IOException {
        this.account = account;
        this.name = name;
        this.folder = folder;
        this.services = services;
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(folder.resolve(part));
        }
        this.identity = FolderIdentity.read(folder, account.nextUidValidity());
        this.keywords = Keywords.read(folder);
        this.flagSets = FlagSets.of(keywords);
        Path index = indexRoot.resolve(identity.id());
        this.log = IndexLog.open(index.resolve("log"), this::replay);
        this.derived = DerivedCache.open(index.resolve("derived"));
    }

    static MaildirMailbox open(
            MaildirAccount account, MailboxName name, Path folder, Path indexRoot, StoreServices services)
            throws IOException {
        MaildirMailbox mailbox = new MaildirMailbox(account, name, folder, indexRoot, services);
        mailbox.lock.lock();
        try {
            mailbox.begin();
            mailbox.lookAtFiles();
        } finally {
            mailbox.lock.unlock();
        }
        return mailbox;
    }

    MailboxName name() {
        lock.lock();
        try {
            return name;
        } finally {
            lock.unlock();
        }
    }

    void renamed(MailboxName to) {
        lock.lock();
        try {
            name = to;
        } finally {
            lock.unlock();
        }
    }

    String id() {
        return identity.id();
    }

    MailboxView view() throws StoreException {
        boolean changed;
        MailboxView now;
        lock.lock();
        try {
            changed = refresh();
            now = present();
        } finally {
            lock.unlock();
        }
        if (changed) {
            tell();
        }
        return now;
    }

    Mailbox.Changes changesSince(long modSeq) throws StoreException {
        boolean foreign;
        Mailbox.Changes changes;
        lock.lock();
        try {
            foreign = refresh();
            UidSet.Builder changed = new UidSet.Builder();
            for (int i = 0; i < messages.count(); i++) {
                if (messages.modSeq(i) > modSeq) {
                    changed.add(messages.uid(i));
                }
            }
            UidSet gone = vanished.since(modSeq).orElseGet(this::allThatAreNotHere);
            changes = new Mailbox.Changes(changed.build(), gone, highestModSeq);
        } finally {
            lock.unlock();
        }
        if (foreign) {
            tell();
        }
        return changes;
    }

    Mailbox.Appended append(Mailbox.NewMessage message) throws StoreException {
        Optional<String> delivery = message.delivery().map(MaildirMailbox::unique);
        long seconds = services.clock().instant().getEpochSecond();
        String unique = seconds + "." + delivery.orElseGet(services::unique) + "." + services.host();
        Path written = write(message);
        Mailbox.Appended appended;
        Map<DerivedField, byte[]> derivations = new HashMap<>();
        try {
            // Before the lock: it may take a while.
            for (DerivedField field : services.fields()) {
                derivations.put(field, field.derive(message.content()));
            }
            lock.lock();
            try {
                appended = add(message, delivery, unique, written);
                if (appended.added()) {
                    for (Map.Entry<DerivedField, byte[]> each : derivations.entrySet()) {
                        derived.put(appended.uid(), each.getKey(), each.getValue());
                    }
                }
            } finally {
                lock.unlock();
            }
            if (appended.added() && message.durable()) {
                SmallFiles.sync(folder.resolve("new"));
                SmallFiles.sync(folder.resolve("cur"));
            }
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            deleteQuietly(written);
        }
        if (appended.added()) {
            tell();
        }
        return appended;
    }

    Mailbox.StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        UidSet.Builder changed = new UidSet.Builder();
        UidSet.Builder modified = new UidSet.Builder();
        Mailbox.StoreResult result;
        boolean any = false;
        lock.lock();
        try {
            refresh();
            long given = flagWord(change.flags());
            List<byte[]> records = new ArrayList<>();
            long modSeq = highestModSeq + 1;
            for (int i = first(uids); i < messages.count(); i++) {
                long uid = messages.uid(i);
                if (!uids.contains(uid)) {
                    continue;
                }
                if (messages.modSeq(i) > unchangedSince) {
                    modified.add(uid);
                    continue;
                }
                changed.add(uid);
                long old = messages.flags(i);
                long now = switch (change.mode()) {
                    case SET -> given;
                    case ADD -> old | given;
                    case REMOVE -> old & ~given;
                };
                if (now != old) {
                    messages.change(i, modSeq, now);
                    changedNames.add(uid);
                    records.add(flagsRecord(uid, modSeq, now));
                }
            }
            any = !records.isEmpty();
            if (any) {
                highestModSeq = modSeq;
                view = null;
                write(records);
            }
            result = new Mailbox.StoreResult(changed.build(), modified.build(), highestModSeq);
        } finally {
            lock.unlock();
        }
        if (any) {
            tell();
        }
        return result;
    }

    UidSet expunge(UidSet uids) throws StoreException {
        UidSet gone;
        lock.lock();
        try {
            refresh();
            gone = remove(uids);
        } finally {
            lock.unlock();
        }
        if (!gone.isEmpty()) {
            tell();
        }
        return gone;
    }

    /// Hard links where the file system can, else copies. All or none.
    Mailbox.CopyResult copyTo(MaildirMailbox target, UidSet uids) throws StoreException {
        List<Link> links = new ArrayList<>();
        try {
            for (Source source : sources(uids)) {
                Path tmp = target.folder.resolve("tmp").resolve(services.unique());
                links.add(new Link(source, tmp));
                link(source, tmp);
            }
            return target.adopt(links);
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            links.forEach(each -> deleteQuietly(each.tmp()));
        }
    }

    Mailbox.CopyResult moveTo(MaildirMailbox target, UidSet uids) throws StoreException {
        Mailbox.CopyResult copied = copyTo(target, uids);
        expunge(UidSet.of(copied.sources().stream().mapToLong(Long::longValue).toArray()));
        return copied;
    }

    Content content(long uid) throws StoreException {
        lock.lock();
        try {
            int position = messages.position(uid);
            if (position < 0) {
                throw gone(uid);
            }
            MessageFile file = messages.file(position);
            boolean crlf = file.size().orElse(-1) == messages.size(position);
            return new FileContent(() -> path(uid), messages.size(position), crlf);
        } finally {
            lock.unlock();
        }
    }

    byte[] derived(long uid, DerivedField field) throws StoreException {
        try {
            Optional<byte[]> known = derived.get(uid, field);
            if (known.isPresent()) {
                return known.get();
            }
            byte[] octets = field.derive(content(uid));
            derived.put(uid, field, octets);
            return octets;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    Mailbox.Watch watch(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    boolean watched() {
        return !listeners.isEmpty();
    }

    Mailbox hold() {
        holders.incrementAndGet();
        return new OpenMailbox(this, holders::decrementAndGet);
    }

    boolean held() {
        return holders.get() > 0 || watched();
    }

    /// Looks whether another program was here. Housekeeping.
    void lookForForeignChanges() throws StoreException {
        boolean changed;
        lock.lock();
        try {
            changed = !deleted && refresh();
        } finally {
            lock.unlock();
        }
        if (changed) {
            tell();
        }
    }

    /// Gives files the names that carry their flags. Housekeeping.
    void renameChanged() throws StoreException {
        lock.lock();
        try {
            if (changedNames.isEmpty() || deleted) {
                return;
            }
            boolean ours = !refresh();
            List<byte[]> records = new ArrayList<>();
            for (long uid : changedNames) {
                int position = messages.position(uid);
                if (position >= 0) {
                    rename(position).ifPresent(records::add);
                }
            }
            changedNames.clear();
            write(records);
            if (ours) {
                ownChange();
            }
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            lock.unlock();
        }
    }

    /// Nothing of it is used any more.
    void delete() {
        lock.lock();
        try {
            deleted = true;
        } finally {
            lock.unlock();
        }
        tell();
        closeFiles();
    }

    void closeFiles() {
        try {
            log.close();
            derived.close();
        } catch (IOException e) {
            LOG.warn("the index of {} cannot be closed: {}", folder, e.toString());
        }
    }

    // Guarded by `lock`, as all below.
    private MailboxView present() {
        Messages.View now = view;
        if (now == null) {
            now = messages.view(identity.uidValidity(), uidNext, highestModSeq, flagSets);
            view = now;
        }
        return now;
    }

    private UidSet allThatAreNotHere() {
        UidSet.Builder gone = new UidSet.Builder();
        long next = 1;
        for (int i = 0; i < messages.count(); i++) {
            if (messages.uid(i) > next) {
                gone.addRange(next, messages.uid(i) - 1);
            }
            next = messages.uid(i) + 1;
        }
        if (uidNext > next) {
            gone.addRange(next, uidNext - 1);
        }
        return gone.build();
    }

    private Path path(long uid) throws IOException {
        lock.lock();
        try {
            if (messages.position(uid) >= 0
                    && !Files.exists(folder.resolve(fileOf(uid).path()))) {
                lookAtFiles();
            }
            if (messages.position(uid) < 0) {
                throw gone(uid);
            }
            return folder.resolve(fileOf(uid).path());
        } finally {
            lock.unlock();
        }
    }

    private MessageFile fileOf(long uid) {
        return messages.file(messages.position(uid));
    }

    private static StoreException gone(long uid) {
        return new StoreException(Kind.NOT_FOUND, "the message with UID " + uid + " is gone");
    }

    private static String unique(DeliveryName delivery) {
        int hash = delivery.recipient().hashCode();
        return delivery.mail() + "-" + Integer.toHexString(hash);
    }

    private Path write(Mailbox.NewMessage message) throws StoreException {
        Path tmp = folder.resolve("tmp").resolve(services.unique());
        try (FileChannel channel = FileChannel.open(tmp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            message.content().writeTo(out);
            if (message.durable()) {
                channel.force(true);
            }
            return tmp;
        } catch (IOException e) {
            deleteQuietly(tmp);
            throw Failures.of(e);
        }
    }

    private Mailbox.Appended add(Mailbox.NewMessage message, Optional<String> delivery, String unique, Path written)
            throws IOException {
        if (deleted) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox " + name + " was deleted");
        }
        boolean ours = !refresh();
        if (delivery.isPresent() && !uniques.add(delivery.get())) {
            return new Mailbox.Appended(identity.uidValidity(), uidOf(delivery.get()), false);
        }
        long size = message.content().size();
        long uid = nextUid();
        long word = flagWord(message.flags());
        MessageFile file = new MessageFile(unique, "", true)
                .named(unique, size, size, uid)
                .withFlags(Messages.systemBits(word), Messages.keywordBits(word));
        long date = message.internalDate()
                .orElseGet(() -> services.clock().instant())
                .toEpochMilli();
        Path target = folder.resolve(file.path());
        Files.setLastModifiedTime(written, java.nio.file.attribute.FileTime.fromMillis(date));
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        long modSeq = ++highestModSeq;
        messages.add(uid, modSeq, word, size, date, file);
        view = null;
        write(List.of(addRecord(messages.count() - 1)));
        if (ours) {
            ownChange();
        }
        return new Mailbox.Appended(identity.uidValidity(), uid, true);
    }

    private long uidOf(String delivery) {
        for (int i = messages.count() - 1; i >= 0; i--) {
            if (messages.file(i).unique().contains("." + delivery + ".")) {
                return messages.uid(i);
            }
        }
        return 0;
    }

    private long nextUid() throws StoreException {
        if (uidNext > UidSet.UID_MAX) {
            throw new StoreException(Kind.TEMPORARY, "the mailbox " + name + " has used up all UIDs");
        }
        identity.use(uidNext);
        return uidNext++;
    }

    private int first(UidSet uids) {
        if (uids.isEmpty()) {
            return messages.count();
        }
        int position = messages.position(uids.ranges().getFirst().first());
        return position < 0 ? -position - 1 : position;
    }

    private UidSet remove(UidSet uids) throws StoreException {
        BitSet positions = new BitSet();
        UidSet.Builder gone = new UidSet.Builder();
        for (int i = first(uids); i < messages.count(); i++) {
            if (uids.contains(messages.uid(i))) {
                deleteQuietly(folder.resolve(messages.file(i).path()));
                positions.set(i);
                gone.add(messages.uid(i));
            }
        }
        forget(positions);
        if (!positions.isEmpty()) {
            try {
                ownChange();
            } catch (IOException e) {
                throw Failures.of(e);
            }
        }
        return gone.build();
    }

    private void forget(BitSet positions) throws StoreException {
        if (positions.isEmpty()) {
            return;
        }
        long modSeq = ++highestModSeq;
        List<byte[]> records = new ArrayList<>();
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            long uid = messages.uid(i);
            String unique = messages.file(i).unique();
            vanished.add(modSeq, uid);
            records.add(IndexLog.record(IndexLog.EXPUNGE, out -> {
                out.writeLong(uid);
                out.writeLong(modSeq);
                out.writeUTF(unique);
            }));
        }
        messages.remove(positions);
        view = null;
        write(records);
        try {
            derived.keepOnly(uid -> messages.position(uid) >= 0);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private List<Source> sources(UidSet uids) throws StoreException {
        List<Source> sources = new ArrayList<>();
        lock.lock();
        try {
            refresh();
            for (int i = first(uids); i < messages.count(); i++) {
                if (uids.contains(messages.uid(i))) {
                    Flags flags = flagSets.flags(messages.flags(i));
                    sources.add(new Source(
                            this, messages.uid(i), messages.file(i), flags, messages.size(i), messages.date(i)));
                }
            }
        } finally {
            lock.unlock();
        }
        return sources;
    }

    private static void link(Source source, Path tmp) throws IOException {
        Path file = source.mailbox().path(source.uid());
        try {
            Files.createLink(tmp, file);
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            Files.copy(file, tmp, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Mailbox.CopyResult adopt(List<Link> links) throws IOException {
        List<Long> uids = new ArrayList<>();
        List<Long> copies = new ArrayList<>();
        lock.lock();
        try {
            if (deleted) {
                throw new StoreException(Kind.NOT_FOUND, "the mailbox " + name + " was deleted");
            }
            refresh();
            long modSeq = highestModSeq + 1;
            List<byte[]> records = new ArrayList<>();
            for (Link link : links) {
                Source source = link.source();
                long word = flagWord(source.flags());
                long uid = nextUid();
                String unique =
                        services.clock().instant().getEpochSecond() + "." + services.unique() + "." + services.host();
                MessageFile file = new MessageFile(unique, "", source.file().isNew())
                        .named(unique, source.file().size().orElse(source.size()), source.size(), uid)
                        .withFlags(Messages.systemBits(word), Messages.keywordBits(word));
                Files.move(link.tmp(), folder.resolve(file.path()), StandardCopyOption.ATOMIC_MOVE);
                messages.add(uid, modSeq, word, source.size(), source.date(), file);
                records.add(addRecord(messages.count() - 1));
                uids.add(source.uid());
                copies.add(uid);
            }
            if (!links.isEmpty()) {
                highestModSeq = modSeq;
                view = null;
                write(records);
                ownChange();
                SmallFiles.sync(folder.resolve("cur"));
            }
        } finally {
            lock.unlock();
        }
        if (!links.isEmpty()) {
            tell();
        }
        return new Mailbox.CopyResult(identity.uidValidity(), uids, copies);
    }

    private long flagWord(Flags flags) throws StoreException {
        int bits = keywords.bits(flags.keywords());
        if (!flags.keywords().isEmpty()) {
            flagSets = FlagSets.of(keywords);
            view = null;
        }
        return Messages.flagWord(flags.systemBits(), bits);
    }

    private Optional<byte[]> rename(int position) throws IOException {
        MessageFile old = messages.file(position);
        long word = messages.flags(position);
        MessageFile named = old.withFlags(Messages.systemBits(word), Messages.keywordBits(word));
        if (named.equals(old)) {
            return Optional.empty();
        }
        Files.move(folder.resolve(old.path()), folder.resolve(named.path()), StandardCopyOption.ATOMIC_MOVE);
        messages.setFile(position, named);
        return Optional.of(fileRecord(messages.uid(position), named));
    }

    // True where another program changed something.
    private boolean refresh() throws StoreException {
        if (deleted) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox " + name + " was deleted");
        }
        try {
            long now = System.currentTimeMillis();
            DirectoryStamp present = DirectoryStamp.of(folder);
            boolean same = present.equals(stamp) && (!stampRacy || now - lookedAtMillis < 20);
            return !same && lookAtFiles();
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    // After a change of our own: the times are known, unless something else is due.
    private void ownChange() throws IOException {
        long now = System.currentTimeMillis();
        if (now - lookedAtMillis < FULL_LOOK_MILLIS) {
            stamp = DirectoryStamp.of(folder);
            stampRacy = false;
        }
    }

    private boolean lookAtFiles() throws IOException {
        long now = System.currentTimeMillis();
        DirectoryStamp before = DirectoryStamp.of(folder);
        boolean changed = new Reconciliation(folder, now).run();
        stamp = DirectoryStamp.of(folder);
        stampRacy = stamp.racy(now) || !stamp.equals(before);
        lookedAtMillis = now;
        return changed;
    }

    private void begin() throws IOException {
        if (!begun) {
            // No index: UIDs go on above all that were given out; MODSEQ goes on above all that can have been, because
            // there are never a thousand changes in a millisecond.
            uidNext = Math.max(uidNext, identity.reserved() > 1000 ? identity.reserved() : 1);
            highestModSeq = Math.max(highestModSeq, services.clock().millis() << 10);
            log.append(List.of(beginRecord()));
            begun = true;
        }
        for (int i = 0; i < messages.count(); i++) {
            long word = messages.flags(i);
            MessageFile file = messages.file(i);
            if (!file.withFlags(Messages.systemBits(word), Messages.keywordBits(word))
                    .equals(file)) {
                changedNames.add(messages.uid(i));
            }
        }
        if (log.records() > 4 * messages.count() + LOG_SLACK) {
            compact();
        }
    }

    private void compact() throws IOException {
        List<byte[]> records = new ArrayList<>();
        records.add(beginRecord());
        for (int i = 0; i < messages.count(); i++) {
            records.add(addRecord(i));
        }
        log.rewrite(records);
        // The history of expunges is not in it any more: who asks for older changes is told of all that are not here.
        vanished.forgetBefore(highestModSeq);
    }

    private void write(List<byte[]> records) throws StoreException {
        try {
            log.append(records);
        } catch (IOException e) {
            LOG.warn("the index of {} cannot be written; it is made anew at the next start: {}", folder, e.toString());
        }
    }

    private byte[] beginRecord() {
        return IndexLog.record(IndexLog.BEGIN, out -> {
            out.writeLong(identity.uidValidity());
            out.writeLong(uidNext);
            out.writeLong(highestModSeq);
        });
    }

    private byte[] addRecord(int position) {
        return IndexLog.record(IndexLog.ADD, out -> {
            out.writeLong(messages.uid(position));
            out.writeLong(messages.modSeq(position));
            out.writeLong(messages.flags(position));
            out.writeLong(messages.size(position));
            out.writeLong(messages.date(position));
            writeFile(out, messages.file(position));
        });
    }

    private static byte[] flagsRecord(long uid, long modSeq, long word) {
        return IndexLog.record(IndexLog.FLAGS, out -> {
            out.writeLong(uid);
            out.writeLong(modSeq);
            out.writeLong(word);
        });
    }

    private static byte[] fileRecord(long uid, MessageFile file) {
        return IndexLog.record(IndexLog.FILE, out -> {
            out.writeLong(uid);
            writeFile(out, file);
        });
    }

    private static void writeFile(java.io.DataOutputStream out, MessageFile file) throws IOException {
        out.writeUTF(file.base());
        out.writeUTF(file.letters());
        out.writeBoolean(file.isNew());
    }

    private static MessageFile readFile(DataInputStream in) throws IOException {
        return new MessageFile(in.readUTF(), in.readUTF(), in.readBoolean());
    }

    private void replay(byte kind, DataInputStream in) throws IOException {
        switch (kind) {
            case IndexLog.BEGIN -> {
                begun = in.readLong() == identity.uidValidity();
                uidNext = Math.max(uidNext, in.readLong());
                highestModSeq = Math.max(highestModSeq, in.readLong());
            }
            case IndexLog.ADD -> {
                long uid = in.readLong();
                long modSeq = in.readLong();
                long word = in.readLong();
                long size = in.readLong();
                long date = in.readLong();
                MessageFile file = readFile(in);
                if (messages.position(uid) < 0 && begun) {
                    messages.add(uid, modSeq, word, size, date, file);
                    remember(file);
                }
                uidNext = Math.max(uidNext, uid + 1);
                highestModSeq = Math.max(highestModSeq, modSeq);
            }
            case IndexLog.FLAGS -> {
                int position = messages.position(in.readLong());
                long modSeq = in.readLong();
                if (position >= 0) {
                    messages.change(position, modSeq, in.readLong());
                }
                highestModSeq = Math.max(highestModSeq, modSeq);
            }
            case IndexLog.FILE -> {
                int position = messages.position(in.readLong());
                if (position >= 0) {
                    messages.setFile(position, readFile(in));
                }
            }
            case IndexLog.EXPUNGE -> {
                int position = messages.position(in.readLong());
                long modSeq = in.readLong();
                if (position >= 0) {
                    vanished.add(modSeq, messages.uid(position));
                    BitSet one = new BitSet();
                    one.set(position);
                    messages.remove(one);
                }
                highestModSeq = Math.max(highestModSeq, modSeq);
            }
            default -> throw new IOException("a record of kind " + kind + ", which this version does not know");
        }
    }

    private void remember(MessageFile file) {
        String unique = file.unique();
        int start = unique.indexOf('.') + 1;
        int end = unique.indexOf('.', start);
        uniques.add(end < 0 ? unique.substring(start) : unique.substring(start, end));
    }

    private void tell() {
        listeners.forEach(Runnable::run);
        account.changed(name());
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }

    /// Makes memory and index what the files are. Guarded by `lock`.
    private final class Reconciliation {
        private final Path folder;
        private final long nowMillis;
        private final java.util.Map<String, MessageFile> unseen = new java.util.LinkedHashMap<>();
        private final List<byte[]> records = new ArrayList<>();
        private boolean changed;

        Reconciliation(Path folder, long nowMillis) {
            this.folder = folder;
            this.nowMillis = nowMillis;
        }

        boolean run() throws IOException {
            list("cur", false);
            list("new", true);
            compareKnown();
            List<MessageFile> added = new ArrayList<>(unseen.values());
            // Those with a UID first and in its order, the others as they came.
            added.sort(java.util.Comparator.comparingLong(
                            (MessageFile file) -> file.uid().orElse(Long.MAX_VALUE))
                    .thenComparingLong(MessageFile::seconds)
                    .thenComparing(MessageFile::base));
            for (MessageFile file : added) {
                take(file);
            }
            if (!records.isEmpty()) {
                view = null;
                MaildirMailbox.this.write(records);
            }
            return changed;
        }

        private void list(String part, boolean isNew) throws IOException {
            try (var files = Files.newDirectoryStream(folder.resolve(part))) {
                for (Path file : files) {
                    String fileName = file.getFileName().toString();
                    if (!fileName.startsWith(".")) {
                        MessageFile parsed = MessageFile.parse(fileName, isNew);
                        unseen.put(parsed.base(), parsed);
                    }
                }
            } catch (java.nio.file.DirectoryIteratorException e) {
                throw e.getCause();
            }
        }

        private void compareKnown() throws StoreException {
            BitSet gone = new BitSet();
            for (int i = 0; i < messages.count(); i++) {
                MessageFile known = messages.file(i);
                MessageFile found = unseen.remove(known.base());
                if (found == null) {
                    gone.set(i);
                } else if (!found.equals(known)) {
                    takeFlags(i, known, found);
                }
            }
            if (!gone.isEmpty()) {
                changed = true;
                forget(gone);
            }
        }

        // What another program did to the name since we knew it, on top of what we have not yet written into it.
        private void takeFlags(int position, MessageFile known, MessageFile found) {
            long before = Messages.flagWord(known.systemBits(), known.keywordBits());
            long after = Messages.flagWord(found.systemBits(), found.keywordBits());
            long merged = (messages.flags(position) | (after & ~before)) & ~(before & ~after);
            messages.setFile(position, found);
            records.add(fileRecord(messages.uid(position), found));
            if (merged != messages.flags(position)) {
                long modSeq = ++highestModSeq;
                messages.change(position, modSeq, merged);
                records.add(flagsRecord(messages.uid(position), modSeq, merged));
                changed = true;
            }
        }

        private void take(MessageFile file) throws IOException {
            Path path = folder.resolve(file.path());
            if (!Files.isRegularFile(path)) {
                // cur/ may hold a name without :2, which path() does not give back.
                path = folder.resolve(file.isNew() ? "new" : "cur").resolve(file.base());
                if (!Files.isRegularFile(path)) {
                    return;
                }
            }
            long size = Files.size(path);
            long date = Files.getLastModifiedTime(path).toMillis();
            OptionalLong carried = file.uid();
            boolean keeps = carried.isPresent()
                    && carried.getAsLong() >= 1
                    && carried.getAsLong() <= UidSet.UID_MAX
                    && file.virtualSize().isPresent()
                    && file.size().orElse(-1) == size
                    && (messages.count() == 0 || carried.getAsLong() > messages.uid(messages.count() - 1));
            MessageFile named = file;
            long virtual;
            long uid;
            if (keeps) {
                uid = carried.getAsLong();
                virtual = file.virtualSize().getAsLong();
                identity.use(uid);
                uidNext = Math.max(uidNext, uid + 1);
            } else {
                uid = nextUid();
                virtual = FileContent.virtualSize(path);
                named = file.named(file.unique(), size, virtual, uid);
                Path target = folder.resolve(named.path());
                if (Files.exists(target)) {
                    throw new FileAlreadyExistsException(target.toString());
                }
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            }
            long word = Messages.flagWord(named.systemBits(), named.keywordBits());
            messages.add(uid, ++highestModSeq, word, virtual, Math.min(date, nowMillis), named);
            remember(named);
            records.add(addRecord(messages.count() - 1));
            changed = true;
        }
    }

    private record Source(MaildirMailbox mailbox, long uid, MessageFile file, Flags flags, long size, long date) {}

    private record Link(Source source, Path tmp) {}
}
