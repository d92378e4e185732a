package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.Durability;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.FlagSets;
import org.postrider.storefiles.FlagWord;
import org.postrider.storefiles.FolderIdentity;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox's folder, what is known of its messages, and what has still to be written into names. Guarded by the
/// mailbox's lock.
final class MailboxState {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxState.class);
    static final String IDENTITY = "postrider-uid";

    private final StoreServices services;
    private final FolderIndex index;
    private final DerivedCache derived;
    private final FolderLook look = new FolderLook();
    /// UIDs of messages whose name may not have their flags.
    private final Set<Long> unwritten = new HashSet<>();

    private Path folder;
    private FolderIdentity identity;
    private Keywords keywords;
    private FlagSets flagSets;
    private boolean moreKeywordsUnwritten;
    private boolean deleted;
    private @Nullable MailboxView view;
    /// Messages from this UID on may not be on the disk before a checkpoint after number `looseSince`. At first all:
    /// an earlier process may have left them so.
    private long looseUid = 1;
    private long looseSince;

    private MailboxState(
            Path folder, FolderIdentity identity, FolderIndex index, DerivedCache derived, StoreServices services)
            throws IOException {
        this.services = services;
        this.folder = folder;
        this.identity = identity;
        this.index = index;
        this.derived = derived;
        this.keywords = Keywords.read(folder);
        this.flagSets = new FlagSets(keywords.names());
    }

    /// @param folderName of the folder in the Maildir, `.` for the Maildir itself
    static MailboxState open(Path maildir, String folderName, Path indexRoot, StoreServices services)
            throws IOException {
        Path folder = maildir.resolve(folderName).normalize();
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(folder.resolve(part));
        }
        AbandonedFiles.delete(folder.resolve("tmp"), Instant.ofEpochMilli(System.currentTimeMillis()));
        Path identityFile = folder.resolve(IDENTITY);
        Optional<Predecessor> predecessor = Files.exists(identityFile) ? Optional.empty() : Predecessor.of(folder);
        FolderIdentity identity = predecessor.isPresent()
                ? FolderIdentity.takenOver(
                        identityFile,
                        predecessor.get().uidValidity(),
                        predecessor.get().uidNext(),
                        services::newId)
                : FolderIdentity.read(identityFile, services::nextUidValidity, services::newId);
        FolderIndex index = openIndex(indexRoot, identity, services);
        if (!index.folder().isEmpty()
                && !index.folder().equals(folderName)
                && FolderIdentity.idOf(maildir.resolve(index.folder()).resolve(IDENTITY))
                        .equals(identity.id())) {
            // Somebody copied a folder with all its files: two cannot share an id, and this one came later.
            index.close();
            identity = FolderIdentity.fresh(folder.resolve(IDENTITY), services::nextUidValidity, services::newId);
            index = openIndex(indexRoot, identity, services);
        }
        try {
            FolderIndex.Start start = index.start();
            Path file = indexRoot.resolve(identity.id()).resolve("derived");
            DerivedCache derived = DerivedCache.open(file, start == FolderIndex.Start.NOTHING);
            MailboxState state = new MailboxState(folder, identity, index, derived, services);
            state.begin(folderName, start, predecessor.orElse(Predecessor.NONE));
            if (predecessor.isPresent()) {
                // Only now: where the server is killed before, it takes over once more.
                identity.write();
            }
            return state;
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    private static FolderIndex openIndex(Path indexRoot, FolderIdentity identity, StoreServices services)
            throws IOException {
        Path file = indexRoot.resolve(identity.id()).resolve("log");
        return FolderIndex.open(file, identity.uidValidity(), services.bootId());
    }

    private void begin(String folderName, FolderIndex.Start start, Predecessor predecessor) throws IOException {
        DirectoryStamp closedAt = index.closedAt();
        long trusted = start == FolderIndex.Start.NOTHING ? 1 : index.uidNext();
        long modSeqInLog = start == FolderIndex.Start.NOTHING ? 0 : index.highestModSeq();
        index.resume(folderName, identity.firstUnused(), services.clock().millis());
        if (start == FolderIndex.Start.CLOSED && closedAt.equals(DirectoryStamp.of(folder))) {
            look.unchanged(closedAt, System.nanoTime());
            return;
        }
        MoreKeywords more = MoreKeywords.read(folder);
        if (more.modSeq() > modSeqInLog) {
            takeMoreKeywords(more);
        }
        // What is missing after a power failure may have been lost: its delivery can be repeated.
        look(new Reconciliation(this, services, trusted, predecessor, more, start != FolderIndex.Start.DOUBTFUL));
        for (int i = 0; i < messages().count(); i++) {
            noteName(i);
        }
        // A killed server may have had some in its memory that only the index has now, or announced what never came.
        moreKeywordsUnwritten = !more.agreesWith(messages()) || more.isAheadOf(index.uidNext());
    }

    Path folder() {
        return folder;
    }

    FolderIdentity identity() {
        return identity;
    }

    Keywords keywords() {
        return keywords;
    }

    FolderIndex index() {
        return index;
    }

    Messages messages() {
        return index.messages();
    }

    DerivedCache derived() {
        return derived;
    }

    FlagSets flagSets() {
        return flagSets;
    }

    MailboxView view() {
        MailboxView now = view;
        if (now == null) {
            now = messages().view(identity.uidValidity(), index.uidNext(), index.highestModSeq(), flagSets);
            view = now;
        }
        return now;
    }

    /// To be called where anything changed that a view shows; writes the change.
    void commit() {
        view = null;
        index.commit();
    }

    /// Looks at the files where they may have changed.
    ///
    /// @throws StoreException NOT_FOUND where the mailbox was deleted
    Change refresh() throws StoreException {
        if (deleted) {
            throw new StoreException(Kind.NOT_FOUND, "the mailbox was deleted");
        }
        try {
            if (!look.isDue(DirectoryStamp.of(folder), System.nanoTime())) {
                return Change.NONE;
            }
            return look(new Reconciliation(
                    this, services, index.uidNext(), Predecessor.NONE, new MoreKeywords(0, Map.of()), true));
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private Change look(Reconciliation reconciliation) throws IOException {
        long began = System.nanoTime();
        // Not the server's clock: directories get their times from the computer's.
        long wallNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        DirectoryStamp before = DirectoryStamp.of(folder);
        Change change = reconciliation.run();
        look.looked(before, wallNanos, DirectoryStamp.of(folder), began, System.nanoTime());
        return change;
    }

    /// We changed files ourselves, after a [#refresh].
    void changedByUs() {
        try {
            look.changedByUs(DirectoryStamp.of(folder));
        } catch (IOException e) {
            look.doubt();
        }
    }

    void doubt() {
        look.doubt();
    }

    DirectoryStamp certainStamp() {
        return look.certain();
    }

    /// A message was stored that is durable only after the next checkpoint.
    void noteLoose(long uid) {
        Durability durability = services.durability();
        if (durability.completed() > looseSince) {
            looseUid = uid;
        }
        looseSince = durability.begun();
    }

    /// True where a message may not be on the disk yet.
    boolean isLoose(long uid) {
        return services.durability().completed() <= looseSince && uid >= looseUid;
    }

    long nextUid() throws StoreException {
        long uid = index.uidNext();
        if (uid > UidSet.UID_MAX) {
            throw new StoreException(
                    Kind.TEMPORARY, "the mailbox has used up all UIDs; move its messages to a new one");
        }
        identity.use(uid);
        return uid;
    }

    /// @throws StoreException INVALID where the mailbox would have too many keywords
    long flagWord(Flags flags) throws StoreException {
        long bits = keywords.bits(flags.keywords());
        if (keywords.names().size() > flagSets.size()) {
            flagSets = new FlagSets(keywords.names());
            view = null;
        }
        return FlagWord.of(flags.systemBits(), bits);
    }

    /// The flag word of these keywords alone.
    ///
    /// @throws StoreException INVALID where the mailbox would have too many keywords
    long keywordWord(Set<Keyword> wanted) throws StoreException {
        return wanted.isEmpty() ? 0 : flagWord(Flags.ofBits(0, wanted));
    }

    /// Without what no message of the mailbox can have.
    long knownFlagWord(Flags flags) {
        return FlagWord.of(flags.systemBits(), keywords.knownBits(flags.keywords()));
    }

    /// Notes that the name of a message has to follow its flags.
    void noteName(int position) {
        long word = messages().flags(position);
        long named = messages().file(position).flagWord();
        if (((word ^ named) & MessageFile.IN_NAME) != 0) {
            unwritten.add(messages().uid(position));
        }
    }

    void noteMoreKeywords(long before, long after) {
        moreKeywordsUnwritten |= ((before ^ after) & ~MessageFile.IN_NAME) != 0;
    }

    Set<Long> unwritten() {
        return unwritten;
    }

    void writeMoreKeywords() throws StoreException {
        if (moreKeywordsUnwritten) {
            MoreKeywords.write(folder, messages(), index.highestModSeq());
            moreKeywordsUnwritten = false;
        }
    }

    /// To be called before the files of messages come whose keywords do not all fit into their names.
    ///
    /// @param words flag words by UID
    void announce(Map<Long, Long> words) throws IOException {
        if (words.values().stream().anyMatch(word -> (word & ~MessageFile.IN_NAME) != 0)) {
            // Written once more afterwards, whether they have come or not.
            moreKeywordsUnwritten = true;
            MoreKeywords.announce(folder, messages(), index.highestModSeq(), words);
        }
    }

    boolean isWritten() {
        return unwritten.isEmpty() && !moreKeywordsUnwritten;
    }

    /// The file of a message.
    ///
    /// @param renamed it is not where it was thought to be: another program gave it another name
    /// @throws NoSuchFileException where it is gone
    Path path(int position, boolean renamed) throws IOException {
        MessageFile file = messages().file(position);
        Path path = folder.resolve(file.path());
        if (!renamed || Files.exists(path)) {
            return path;
        }
        look.doubt();
        for (String part : List.of("cur", "new")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(part))) {
                for (Path each : files) {
                    String name = String.valueOf(each.getFileName());
                    if (name.startsWith(file.base())
                            && MessageFile.parse(name, false).base().equals(file.base())) {
                        return each;
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        throw new NoSuchFileException(path.toString());
    }

    /// @return false where it is still there
    boolean deleteFile(int position) {
        try {
            if (!Files.deleteIfExists(path(position, false))) {
                Files.deleteIfExists(path(position, true));
            }
            return true;
        } catch (NoSuchFileException e) {
            LOG.debug("another program was faster", e);
            return true;
        } catch (IOException e) {
            LOG.warn("a message of {} cannot be deleted", folder, e);
            return false;
        }
    }

    /// Keeps what was derived of a message.
    ///
    /// @return where
    long keep(long uid, Map<String, byte[]> fields) {
        try {
            return fields.isEmpty() ? DerivedCache.NOWHERE : derived.append(uid, fields);
        } catch (IOException e) {
            LOG.warn("what was derived of a message of {} cannot be kept", folder, e);
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

    void movedTo(Path to, String folderName) throws IOException {
        folder = to;
        identity = identity.movedTo(to.resolve(IDENTITY));
        keywords = keywords.movedTo(to);
        index.usedFor(folderName);
    }

    boolean isDeleted() {
        return deleted;
    }

    void deleted() {
        deleted = true;
        unwritten.clear();
        moreKeywordsUnwritten = false;
    }

    private void takeMoreKeywords(MoreKeywords more) {
        long modSeq = index.nextModSeq();
        for (int i = 0; i < messages().count(); i++) {
            long old = messages().flags(i);
            long now = (old & MessageFile.IN_NAME) | more.of(messages().uid(i));
            if (now != old) {
                index.change(i, modSeq, now);
            }
        }
        commit();
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
