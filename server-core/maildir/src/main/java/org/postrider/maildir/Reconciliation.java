package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes memory and index what the files are: used once. Guarded by the mailbox's lock.
///
/// A file that is not known gets a UID, which its name carries from then on; where the name has one already, it keeps
/// it
/// if nobody else can have been given it. A file that is in two places, or copied under the name of another, becomes a
/// message of its own.
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    // A name may say any UID; one far away would waste the numbers.
    private static final long LEAP_MAX = 1_000_000;

    private final MailboxState state;
    private final StoreServices services;
    private final Path folder;
    private final long trusted;
    private final Predecessor predecessor;
    private final MoreKeywords more;
    private final boolean remembered;
    private final List<MessageFile> doubles = new ArrayList<>();
    private MailboxState.Change change = MailboxState.Change.NONE;

    /// @param trusted a UID from here on that a name says was not given to another message
    /// @param predecessor says the UIDs of files whose names do not
    /// @param more keywords without letters, for messages that come with a UID
    /// @param remembered whether what is gone was removed, rather than lost
    Reconciliation(
            MailboxState state,
            StoreServices services,
            long trusted,
            Predecessor predecessor,
            MoreKeywords more,
            boolean remembered) {
        this.state = state;
        this.services = services;
        this.folder = state.folder();
        this.trusted = trusted;
        this.predecessor = predecessor;
        this.more = more;
        this.remembered = remembered;
    }

    MailboxState.Change run() throws IOException {
        Map<String, MessageFile> found = list();
        try {
            compareKnown(found);
            takeUnknown(found);
        } finally {
            // Memory has changed, whatever came after: the view has to show it.
            if (change != MailboxState.Change.NONE) {
                state.commit();
            } else {
                state.index().commit();
            }
        }
        return change;
    }

    private void takeUnknown(Map<String, MessageFile> found) throws IOException {
        List<MessageFile> unknown = new ArrayList<>(found.values());
        unknown.sort(Comparator.comparingLong((MessageFile file) -> said(file).orElse(Long.MAX_VALUE))
                .thenComparingLong(MessageFile::seconds)
                .thenComparing(MessageFile::base));
        List<MessageFile> others = new ArrayList<>();
        for (MessageFile file : unknown) {
            if (keepsUid(file)) {
                take(file, said(file).getAsLong());
            } else {
                others.add(file);
            }
        }
        for (MessageFile file : others) {
            take(file, state.nextUid());
        }
        for (MessageFile file : doubles) {
            takeDouble(file);
        }
    }

    // new/ first: what a mail program moves to cur/ meanwhile is seen twice rather than never.
    private Map<String, MessageFile> list() throws IOException {
        Map<String, MessageFile> found = new HashMap<>(2 * state.messages().count() + 16);
        list("new", true, found);
        list("cur", false, found);
        return found;
    }

    private void list(String part, boolean isNew, Map<String, MessageFile> found) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(part))) {
            for (Path path : files) {
                String name = String.valueOf(path.getFileName());
                if (!name.startsWith(".")) {
                    MessageFile file = MessageFile.parse(name, isNew);
                    MessageFile other = found.put(file.base(), file);
                    if (other != null) {
                        foundTwice(file, other, found);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    // Renamed while we looked, or really there twice.
    private void foundTwice(MessageFile file, MessageFile other, Map<String, MessageFile> found) {
        if (!Files.exists(folder.resolve(file.path()))) {
            found.put(file.base(), other);
        } else if (Files.exists(folder.resolve(other.path()))) {
            doubles.add(other);
        }
    }

    private void compareKnown(Map<String, MessageFile> found) throws IOException {
        Messages messages = state.messages();
        BitSet missing = new BitSet();
        for (int i = 0; i < messages.count(); i++) {
            MessageFile known = messages.file(i);
            MessageFile now = found.remove(known.base());
            if (now == null) {
                missing.set(i);
            } else if (!now.equals(known)) {
                takeFlags(i, known, now);
            }
        }
        if (!missing.isEmpty()) {
            forgetMissing(missing, found);
        }
    }

    // A file that is renamed while its directory is read may not be shown at all: only what is missing twice is gone.
    private void forgetMissing(BitSet missing, Map<String, MessageFile> unknown) throws IOException {
        Map<String, MessageFile> again = new HashMap<>();
        int doublesBefore = doubles.size();
        list("new", true, again);
        list("cur", false, again);
        doubles.subList(doublesBefore, doubles.size()).clear();
        Messages messages = state.messages();
        Map<String, MessageFile> bySelf = new HashMap<>();
        unknown.values().stream().filter(file -> file.uid().isPresent()).forEach(file -> bySelf.put(self(file), file));
        for (int i = missing.nextSetBit(0); i >= 0; i = missing.nextSetBit(i + 1)) {
            MessageFile known = messages.file(i);
            MessageFile now = again.get(known.base());
            MessageFile resized = bySelf.get(self(known));
            if (now != null) {
                missing.clear(i);
                takeFlags(i, known, now);
            } else if (resized != null && takeResized(i, known, resized)) {
                missing.clear(i);
                unknown.remove(resized.base());
            }
        }
        if (!missing.isEmpty()) {
            change = MailboxState.Change.MESSAGES;
            state.index().expunge(missing, state.index().nextModSeq(), remembered);
        }
    }

    // What of a name identifies a message, whatever the name says of its size.
    private static String self(MessageFile file) {
        return file.unique() + " " + file.uid().orElse(0);
    }

    // Another program has put the sizes in the name right, as Dovecot does, or we had when we were killed.
    private boolean takeResized(int position, MessageFile known, MessageFile now) throws IOException {
        Path path = folder.resolve(now.path());
        try {
            long size = Files.size(path);
            long virtualSize = FileContent.virtualSize(path);
            long uid = state.messages().uid(position);
            MessageFile named = now.withBase(MessageFile.base(now.unique(), size, virtualSize, uid));
            if (!named.equals(now)) {
                Files.move(path, folder.resolve(named.path()), StandardCopyOption.ATOMIC_MOVE);
            }
            takeFlags(position, known, named);
            state.index().setSize(position, virtualSize);
            state.index().setDerivedAt(position, DerivedCache.NOWHERE);
            change = change.and(MailboxState.Change.FLAGS);
            return true;
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone again", path, e);
        } catch (IOException e) {
            LOG.warn("{} cannot be read or renamed and is passed over; correct its owner", path, e);
        }
        return false;
    }

    // What another program did to the name since we knew it, on top of what we have not yet written into it.
    private void takeFlags(int position, MessageFile known, MessageFile now) {
        Messages messages = state.messages();
        long before = known.flagWord();
        long after = now.flagWord();
        long old = messages.flags(position);
        long merged = (old | (after & ~before)) & ~(before & ~after);
        state.index().setFile(position, now);
        if (merged != old) {
            state.index().change(position, state.index().nextModSeq(), merged);
            change = change.and(MailboxState.Change.FLAGS);
        }
        state.noteName(position);
    }

    // What a predecessor put down goes before what a name says: it may be from another server again.
    private OptionalLong said(MessageFile file) {
        OptionalLong known = predecessor.uid(file);
        return known.isPresent() ? known : file.uid();
    }

    private boolean keepsUid(MessageFile file) throws IOException {
        OptionalLong said = said(file);
        if (said.isEmpty()) {
            return false;
        }
        long uid = said.getAsLong();
        boolean near = uid - state.index().uidNext() < LEAP_MAX;
        if (uid < trusted || uid <= state.messages().lastUid() || uid > UidSet.UID_MAX || !near) {
            return false;
        }
        state.identity().use(uid);
        return true;
    }

    private void takeDouble(MessageFile file) throws IOException {
        MessageFile named = file.withBase(services.fileUnique(services.unique()));
        try {
            Files.move(folder.resolve(file.path()), folder.resolve(named.path()), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone again", file.path(), e);
            return;
        } catch (IOException e) {
            LOG.warn("{} is there twice and cannot be renamed: it is passed over", file.path(), e);
            return;
        }
        take(named, state.nextUid());
    }

    private void take(MessageFile file, long uid) throws IOException {
        Path path = folder.resolve(file.path());
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                take(file, path, attributes, uid);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone again", path, e);
        } catch (AccessDeniedException e) {
            LOG.warn("{} cannot be read or renamed and is passed over; correct its owner", path);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("{} cannot be read or renamed and is passed over", path, e);
        }
    }

    private void take(MessageFile file, Path path, BasicFileAttributes attributes, long uid) throws IOException {
        long size = attributes.size();
        boolean measured = file.size().orElse(-1) == size && file.virtualSize().isPresent();
        long virtualSize = measured ? file.virtualSize().getAsLong() : FileContent.virtualSize(path);
        MessageFile named = file.withBase(MessageFile.base(uniqueOf(file), size, virtualSize, uid));
        if (!named.equals(file)) {
            Files.move(path, folder.resolve(named.path()), StandardCopyOption.ATOMIC_MOVE);
        }
        long word = named.flagWord()
                | (file.uid().orElse(-1) == uid ? more.of(uid) : 0)
                | state.keywordWord(predecessor.keywords(file));
        long date = attributes.lastModifiedTime().toMillis();
        state.index().add(uid, state.index().nextModSeq(), word, virtualSize, date, DerivedCache.NOWHERE, named);
        state.noteName(state.messages().count() - 1);
        change = MailboxState.Change.MESSAGES;
    }

    // Another program's name may be so long that nothing can be added.
    private String uniqueOf(MessageFile file) {
        String unique = file.unique();
        return unique.length() > 150 ? services.fileUnique(services.unique()) : unique;
    }
}
