package org.postrider.mbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Repair;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.FolderIdentity;
import org.postrider.storefiles.NoteFiles;
import org.postrider.storefiles.SmallFiles;
import org.postrider.storefiles.StandardMailbox;
import org.postrider.storefiles.StoreServices;
import org.postrider.storefiles.UnusedIndexes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mailboxes of an account, files in `DOMAIN/USER/mbox`; the index of each in `DOMAIN/USER/mbox-index`.
/// Thread-safe.
///
/// All methods that change something hold the account's lock, and let the store's listeners hear of it without.
final class MboxAccount implements AccountStore {
    private static final Logger LOG = LoggerFactory.getLogger(MboxAccount.class);

    private static final String NOTE = "note-";

    private final MboxStore store;
    private final MailAddress address;
    private final Path root;
    private final Path index;
    private final StoreServices services;
    private final MailLocks locks;
    private final boolean standardMailboxes;
    private final boolean hidden;
    /// Guarded by this, with all below.
    private final AccountFiles files;

    private final Map<MailboxName, MboxMailbox> open = new HashMap<>();
    private boolean standardMade;

    MboxAccount(
            MboxStore store,
            MailAddress address,
            Path folder,
            StoreServices services,
            MailLocks locks,
            boolean standardMailboxes,
            boolean hidden)
            throws IOException {
        this.store = store;
        this.address = address;
        this.root = Files.createDirectories(folder.resolve("mbox"));
        this.index = folder.resolve("mbox-index");
        this.services = services;
        this.locks = locks;
        this.standardMailboxes = standardMailboxes;
        this.hidden = hidden;
        this.files = new AccountFiles(root);
        services.durability().uses(root);
    }

    @Override
    public List<MailboxInfo> list() throws StoreException {
        return changing(changed -> {
            makeStandardMailboxes(changed);
            Map<MailboxName, SpecialUse> uses = files.specialUses();
            Map<MailboxName, MailboxInfo> all = new TreeMap<>();
            for (MailboxName name : names()) {
                all.put(name, new MailboxInfo(name, true, Optional.ofNullable(uses.get(name))));
                for (int depth = 1; depth < name.path().size(); depth++) {
                    MailboxName above = new MailboxName(name.path().subList(0, depth));
                    all.putIfAbsent(above, new MailboxInfo(above, false, Optional.empty()));
                }
            }
            return List.copyOf(all.values());
        });
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        MboxMailbox[] opened = new MboxMailbox[1];
        Mailbox held = changing(changed -> {
            if (!name.isInbox()) {
                // INBOX is there anyway: the first delivery need not wait for the others.
                makeStandardMailboxes(changed);
            }
            opened[0] = shared(name);
            return opened[0].hold();
        });
        store.used(opened[0]);
        return held;
    }

    @Override
    public void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        changing(changed -> {
            makeStandardMailboxes(changed);
            refuseExisting(name);
            refuseLong(name);
            Map<MailboxName, SpecialUse> uses = files.specialUses();
            if (use.isPresent() && uses.containsValue(use.get())) {
                throw new StoreException(
                        Kind.CONFLICT, "another mailbox is for " + use.get().imapName() + " already");
            }
            make(name, changed);
            if (use.isPresent()) {
                uses.put(name, use.get());
                files.writeSpecialUses(uses);
            }
            return true;
        });
    }

    @Override
    public void delete(MailboxName name) throws StoreException {
        if (name.isInbox()) {
            throw new StoreException(Kind.CONFLICT, "INBOX cannot be deleted");
        }
        MboxMailbox mailbox = changing(changed -> {
            makeStandardMailboxes(changed);
            MboxMailbox there = shared(name);
            there.delete();
            open.remove(name);
            store.closed(there);
            changed.add(name);
            forgetUse(name);
            deleteNotes(name);
            removeEmptyFolders(file(name));
            SmallFiles.deleteTree(index.resolve(there.id()));
            return there;
        });
        mailbox.tell(MboxState.Change.FLAGS);
    }

    @Override
    public void rename(MailboxName from, MailboxName to) throws StoreException {
        if (from.isInbox()) {
            moveInboxTo(to);
            return;
        }
        changing(changed -> {
            makeStandardMailboxes(changed);
            refuseExisting(to);
            if (to.isBelow(from)) {
                throw new StoreException(Kind.CONFLICT, "a mailbox cannot be moved below itself");
            }
            Map<MailboxName, MailboxName> moves = new LinkedHashMap<>();
            for (MailboxName name : names()) {
                if (name.equals(from) || name.isBelow(from)) {
                    MailboxName renamed = renamed(name, from, to);
                    refuseExisting(renamed);
                    refuseLong(renamed);
                    moves.put(name, renamed);
                }
            }
            if (moves.isEmpty()) {
                throw notFound(from);
            }
            move(moves);
            changed.addAll(moves.keySet());
            changed.addAll(moves.values());
            return true;
        });
    }

    @Override
    public Set<MailboxName> subscriptions() throws StoreException {
        return changing(changed -> {
            makeStandardMailboxes(changed);
            return files.subscriptions();
        });
    }

    @Override
    public void subscribe(MailboxName name, boolean subscribed) throws StoreException {
        changing(changed -> {
            makeStandardMailboxes(changed);
            Set<MailboxName> names = files.subscriptions();
            if (subscribed ? names.add(name) : names.remove(name)) {
                files.writeSubscriptions(names);
            }
            return true;
        });
    }

    @Override
    public String note(MailboxName name, String key) throws StoreException {
        return changing(changed -> NoteFiles.read(noteFile(name, key, changed)));
    }

    @Override
    public Set<String> noteKeys(MailboxName name) throws StoreException {
        return changing(changed -> {
            refuseMissing(name, changed);
            return noteKeys(file(name));
        });
    }

    @Override
    public void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        changing(changed -> {
            NoteFiles.change(noteFile(name, key, changed), change);
            return true;
        });
    }

    @Override
    public void repair(Repair repair) throws StoreException {
        changing(_ -> {
            Set<String> ids = new HashSet<>();
            for (MailboxName name : names()) {
                ids.add(FolderIdentity.idOf(MboxState.identityFile(file(name))));
            }
            UnusedIndexes.repair(index, ids, repair);
            return true;
        });
    }

    void changed(MailboxName mailbox) {
        if (!hidden) {
            store.changed(address, mailbox);
        }
    }

    /// Closes a mailbox that nobody holds.
    ///
    /// @return false where somebody does
    synchronized boolean closeIfIdle(MboxMailbox mailbox) {
        if (mailbox.isHeld()) {
            return false;
        }
        mailbox.close();
        open.remove(mailbox.name(), mailbox);
        store.closed(mailbox);
        return true;
    }

    private <T> T changing(Work<T> work) throws StoreException {
        Set<MailboxName> changed = new HashSet<>();
        try {
            synchronized (this) {
                return work.run(changed);
            }
        } catch (IOException e) {
            throw Failures.of(e);
        } finally {
            changed.forEach(this::changed);
        }
    }

    // RFC 9051 §6.3.6: the messages move to a new mailbox, INBOX stays
    private void moveInboxTo(MailboxName to) throws StoreException {
        create(to, Optional.empty());
        try (Mailbox inbox = open(MailboxName.INBOX);
                Mailbox target = open(to)) {
            inbox.move(UidSet.ALL, target);
        }
    }

    // Guarded by this, as all below.
    private MboxMailbox shared(MailboxName name) throws IOException {
        MboxMailbox known = open.get(name);
        if (known != null && exists(name)) {
            return known;
        }
        if (known != null) {
            // Another program has removed or renamed the folder.
            open.remove(name);
            store.closed(known);
            known.close();
        }
        if (!exists(name)) {
            throw notFound(name);
        }
        MboxState state = MboxState.open(root, FolderNames.path(name), name.isInbox(), index, services, locks);
        MboxMailbox opened = new MboxMailbox(this, name, state, services, store.nextOrdinal());
        open.put(name, opened);
        return opened;
    }

    private Path file(MailboxName name) {
        return root.resolve(FolderNames.path(name));
    }

    private boolean exists(MailboxName name) {
        return name.isInbox() || (FolderNames.fits(name) && Files.isRegularFile(file(name)));
    }

    private Path noteFile(MailboxName name, String key, Set<MailboxName> changed) throws IOException {
        refuseMissing(name, changed);
        return FolderNames.beside(file(name), NOTE + NoteFiles.checked(key));
    }

    private void refuseMissing(MailboxName name, Set<MailboxName> changed) throws IOException {
        if (!name.isInbox()) {
            makeStandardMailboxes(changed);
        }
        if (!exists(name)) {
            throw notFound(name);
        }
    }

    private static SortedSet<String> noteKeys(Path file) throws IOException {
        return NoteFiles.keys(
                file.resolveSibling("."),
                String.valueOf(FolderNames.beside(file, NOTE).getFileName()));
    }

    // A mailbox that is made has none, even where another program has deleted one of its name.
    private void deleteNotes(MailboxName name) throws IOException {
        for (String key : noteKeys(file(name))) {
            Files.deleteIfExists(FolderNames.beside(file(name), NOTE + key));
        }
    }

    private void moveNotes(MailboxName from, MailboxName to) throws IOException {
        deleteNotes(to);
        for (String key : noteKeys(file(from))) {
            Files.move(
                    FolderNames.beside(file(from), NOTE + key),
                    FolderNames.beside(file(to), NOTE + key),
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void refuseExisting(MailboxName name) throws StoreException {
        if (exists(name)) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is a mailbox " + name + " already");
        }
    }

    private static void refuseLong(MailboxName name) throws StoreException {
        if (!FolderNames.fits(name)) {
            throw new StoreException(Kind.INVALID, "the name " + name + " is too long for the disk");
        }
    }

    private static StoreException notFound(MailboxName name) {
        return new StoreException(Kind.NOT_FOUND, "there is no mailbox " + name);
    }

    private void make(MailboxName name, Set<MailboxName> changed) throws IOException {
        Files.createDirectories(file(name).resolveSibling("."));
        deleteNotes(name);
        try {
            Files.createFile(file(name));
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is something else called " + name + " already", e);
        }
        changed.add(name);
    }

    private List<MailboxName> names() throws IOException {
        List<MailboxName> names = FolderNames.list(root);
        if (!names.contains(MailboxName.INBOX)) {
            names.add(MailboxName.INBOX);
        }
        return names;
    }

    private static MailboxName renamed(MailboxName name, MailboxName from, MailboxName to) throws StoreException {
        List<String> path = new ArrayList<>(to.path());
        path.addAll(name.path().subList(from.path().size(), name.path().size()));
        try {
            return new MailboxName(path);
        } catch (IllegalArgumentException e) {
            throw new StoreException(Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private void move(Map<MailboxName, MailboxName> moves) throws IOException {
        Map<MailboxName, MailboxName> done = new LinkedHashMap<>();
        try {
            for (Map.Entry<MailboxName, MailboxName> each : moves.entrySet()) {
                moveFile(each.getKey(), each.getValue());
                done.put(each.getKey(), each.getValue());
            }
        } catch (IOException e) {
            for (Map.Entry<MailboxName, MailboxName> each : done.entrySet()) {
                moveFile(each.getValue(), each.getKey());
            }
            throw e;
        }
        Map<MailboxName, SpecialUse> uses = files.specialUses();
        boolean any = false;
        for (Map.Entry<MailboxName, MailboxName> each : moves.entrySet()) {
            SpecialUse use = uses.remove(each.getKey());
            if (use != null) {
                uses.put(each.getValue(), use);
                any = true;
            }
        }
        if (any) {
            files.writeSpecialUses(uses);
        }
    }

    private void moveFile(MailboxName from, MailboxName to) throws IOException {
        Files.createDirectories(file(to).resolveSibling("."));
        if (Files.exists(file(to))) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is something else called " + to + " already");
        }
        MboxMailbox mailbox = open.remove(from);
        try {
            if (mailbox == null) {
                moveClosed(from, to);
            } else {
                mailbox.moveFile(file(to), to, FolderNames.path(to));
                open.put(to, mailbox);
            }
        } catch (IOException e) {
            if (mailbox != null) {
                open.put(from, mailbox);
            }
            throw e;
        }
        moveNotes(from, to);
        removeEmptyFolders(file(from));
    }

    private void moveClosed(MailboxName from, MailboxName to) throws IOException {
        try (MailLocks.LockedFile locked = locks.lock(file(from), false)) {
            RedoFile.recover(locked);
            MboxMailbox.move(file(from), file(to));
        }
    }

    // Folders that had only this in them.
    private void removeEmptyFolders(Path file) {
        Path folder = file.getParent();
        try {
            while (folder != null && !folder.equals(root) && folder.startsWith(root)) {
                Files.delete(folder);
                folder = folder.getParent();
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            LOG.trace("{} is kept", folder, e);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed", folder, e);
        }
    }

    private void forgetUse(MailboxName name) throws IOException {
        Map<MailboxName, SpecialUse> uses = files.specialUses();
        if (uses.remove(name) != null) {
            files.writeSpecialUses(uses);
        }
    }

    private void makeStandardMailboxes(Set<MailboxName> changed) throws IOException {
        if (standardMade || !standardMailboxes || files.hasSpecialUses()) {
            standardMade = true;
            return;
        }
        Map<MailboxName, SpecialUse> uses = new TreeMap<>();
        Set<MailboxName> subscribed = files.subscriptions();
        subscribed.add(MailboxName.INBOX);
        for (StandardMailbox standard : StandardMailbox.values()) {
            MailboxName name = standard.mailboxName();
            if (!exists(name)) {
                make(name, changed);
            }
            uses.put(name, standard.use());
            subscribed.add(name);
        }
        files.writeSubscriptions(subscribed);
        files.writeSpecialUses(uses);
        standardMade = true;
        LOG.debug("{} has its first mailboxes", address);
    }

    /// @param <T> what it returns
    @FunctionalInterface
    private interface Work<T> {
        /// @param changed takes the mailboxes that listeners are to hear of
        T run(Set<MailboxName> changed) throws IOException;
    }
}
