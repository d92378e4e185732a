package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.FlagWord;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies or moves messages between two mailboxes (or within one), all or none: used once, under the locks of both.
///
/// A copy is a hard link, a move a rename, where the file system can; else the octets are copied.
final class Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

    private final MailboxState source;
    private final MailboxState target;
    private final StoreServices services;
    private final boolean moves;
    private final List<Placed> placed = new ArrayList<>();

    Transfer(MailboxState source, MailboxState target, StoreServices services, boolean moves) {
        this.source = source;
        this.target = target;
        this.services = services;
        this.moves = moves;
    }

    Mailbox.CopyResult run(UidSet uids) throws IOException {
        long uid = target.nextUid();
        try {
            target.announce(words(uids, uid));
            for (int i = source.first(uids); i < source.messages().count(); i++) {
                if (uids.contains(source.messages().uid(i))) {
                    place(i, uid);
                    uid = after(uid);
                }
            }
            force();
        } catch (IOException | RuntimeException e) {
            undo();
            throw e;
        }
        List<Long> sources = placed.stream()
                .map(each -> source.messages().uid(each.position()))
                .toList();
        List<Long> copies = placed.stream().map(Placed::uid).toList();
        if (!placed.isEmpty()) {
            enter();
            leave();
        }
        return new Mailbox.CopyResult(target.identity().uidValidity(), sources, copies);
    }

    // The flags that each message will have, by its new UID: one that is gone leaves a gap.
    private Map<Long, Long> words(UidSet uids, long first) throws IOException {
        Map<Long, Long> words = new HashMap<>();
        long uid = first;
        for (int i = source.first(uids); i < source.messages().count(); i++) {
            if (uids.contains(source.messages().uid(i))) {
                if (FlagWord.keywords(source.messages().flags(i)) != 0) {
                    words.put(uid, word(i));
                }
                uid++;
            }
        }
        return words;
    }

    private long word(int position) throws IOException {
        long word = source.messages().flags(position);
        return source == target ? word : target.flagWord(source.flagSets().flags(word));
    }

    // The source forgets what moved, and then the spool may too: by then the octets must be on the disk.
    private void force() throws IOException {
        List<Path> loose = placed.stream()
                .filter(each ->
                        each.copied() || source.isLoose(source.messages().uid(each.position())))
                .map(Placed::to)
                .toList();
        services.durability().force(loose, target.folder());
        if (moves && placed.stream().anyMatch(Placed::copied)) {
            // A rename is in both folders or in none; the names of copies must be there before the source is deleted.
            services.durability()
                    .force(
                            List.of(
                                    target.folder().resolve("new"),
                                    target.folder().resolve("cur")),
                            target.folder());
        }
    }

    private long after(long uid) throws IOException {
        if (uid == UidSet.UID_MAX) {
            // Says so.
            return target.nextUid();
        }
        target.identity().use(uid + 1);
        return uid + 1;
    }

    // Passes over a message that another program has removed.
    private void place(int position, long uid) throws IOException {
        Messages messages = source.messages();
        MessageFile file = messages.file(position);
        long word = word(position);
        long size = messages.size(position);
        String unique = services.fileUnique(services.unique());
        MessageFile named = new MessageFile(
                        MessageFile.base(unique, file.size().orElse(size), size, uid), "", file.isNew())
                .withFlags(word);
        Path to = target.folder().resolve(named.path());
        for (boolean renamed : new boolean[] {false, true}) {
            try {
                Path from = source.path(position, renamed);
                placed.add(new Placed(position, uid, word, named, from, to, bring(from, to)));
                return;
            } catch (NoSuchFileException e) {
                LOG.debug("{} is not there", file.path(), e);
            }
        }
        source.doubt();
    }

    private How bring(Path from, Path to) throws IOException {
        try {
            if (moves) {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return How.RENAMED;
            }
            Files.createLink(to, from);
            return How.LINKED;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (AtomicMoveNotSupportedException e) {
            copyOctets(from, to);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Another disk, a file system without links, or too many links to one file.
            LOG.debug("{} cannot be linked, its octets are copied", from, e);
            copyOctets(from, to);
        }
        return How.COPIED;
    }

    private void copyOctets(Path from, Path to) throws IOException {
        Path tmp = target.folder().resolve("tmp").resolve(services.unique());
        try {
            Files.copy(from, tmp, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(tmp, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(tmp);
        }
    }

    private void undo() {
        for (Placed each : placed.reversed()) {
            try {
                if (each.gone()) {
                    Files.move(each.to(), each.from(), StandardCopyOption.ATOMIC_MOVE);
                } else {
                    Files.deleteIfExists(each.to());
                }
            } catch (IOException e) {
                LOG.warn("{} cannot be taken back: it is there twice, or at the wrong place", each.to(), e);
            }
        }
        source.doubt();
        target.doubt();
    }

    private void enter() {
        FolderIndex index = target.index();
        long modSeq = index.nextModSeq();
        for (Placed each : placed) {
            Messages messages = source.messages();
            int i = each.position();
            long at = derived(messages.uid(i), messages.derivedAt(i), each.uid());
            index.add(each.uid(), modSeq, each.word(), messages.size(i), messages.date(i), at, each.file());
            target.noteMoreKeywords(0, each.word());
        }
        target.commit();
        target.changedByUs();
    }

    private long derived(long uid, long at, long copy) {
        Map<String, byte[]> fields = source.derived().read(at, uid);
        try {
            return fields.isEmpty() ? DerivedCache.NOWHERE : target.derived().append(copy, fields);
        } catch (IOException e) {
            LOG.debug("derived fields cannot be kept", e);
            return DerivedCache.NOWHERE;
        }
    }

    private void leave() {
        if (!moves) {
            return;
        }
        BitSet gone = new BitSet();
        for (Placed each : placed) {
            gone.set(each.position());
            if (!each.gone()) {
                delete(each.from());
            }
        }
        source.index().expunge(gone, source.index().nextModSeq(), true);
        source.commit();
        source.changedByUs();
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: it comes back", file, e);
        }
    }

    private record Placed(int position, long uid, long word, MessageFile file, Path from, Path to, How how) {
        /// Whether the source's file is no longer there.
        boolean gone() {
            return how == How.RENAMED;
        }

        boolean copied() {
            return how == How.COPIED;
        }
    }

    /// How a message's file came to its new place.
    private enum How {
        RENAMED,
        LINKED,
        COPIED
    }
}
