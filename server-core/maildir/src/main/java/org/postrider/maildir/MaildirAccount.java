package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Quota;
import org.postrider.api.store.Repair;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.Usage;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.FolderIdentity;
import org.postrider.storefiles.NoteFiles;
import org.postrider.storefiles.SmallFiles;
import org.postrider.storefiles.StandardMailbox;
import org.postrider.storefiles.StoreServices;
import org.postrider.storefiles.UnusedIndexes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mailboxes of an account, in `DOMAIN/USER/Maildir`; the index of each in `DOMAIN/USER/index`. Thread-safe.
///
/// All methods that change something hold the account's lock, and let the store's listeners hear of it without.
final class MaildirAccount implements AccountStore {
    private static final Logger LOG = LoggerFactory.getLogger(MaildirAccount.class);
    private static final String NOTE = "postrider-note-";

    private final MaildirStore store;
    private final MailAddress address;
    private final Path maildir;
    private final Path index;
    private final StoreServices services;
    private final boolean standardMailboxes;
    private final boolean hidden;
    /// Guarded by this, with all below.
    private final AccountFiles files;

    private final Map<MailboxName, MaildirMailbox> open = new HashMap<>();
    private boolean standardMade;

    MaildirAccount(
            MaildirStore store,
            MailAddress address,
            Path folder,
            StoreServices services,
            boolean standardMailboxes,
            boolean hidden)
            throws IOException {
        this.store = store;
        this.address = address;
        this.maildir = Files.createDirectories(folder.resolve("Maildir"));
        this.index = folder.resolve("index");
        this.services = services;
        this.standardMailboxes = standardMailboxes;
        this.hidden = hidden;
        this.files = new AccountFiles(maildir);
        services.durability().uses(maildir);
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
        MaildirMailbox[] opened = new MaildirMailbox[1];
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
        MaildirMailbox mailbox = changing(changed -> {
            makeStandardMailboxes(changed);
            MaildirMailbox there = shared(name);
            Path removed = index.resolve(UnusedIndexes.REMOVED + there.id());
            SmallFiles.deleteTree(removed);
            there.delete(removed);
            open.remove(name);
            store.closed(there);
            changed.add(name);
            forgetUse(name);
            SmallFiles.deleteTree(removed);
            SmallFiles.deleteTree(index.resolve(there.id()));
            return there;
        });
        mailbox.tell(MailboxState.Change.FLAGS);
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
        return changing(changed -> NoteFiles.keys(noteFolder(name, changed), NOTE));
    }

    @Override
    public void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        changing(changed -> {
            NoteFiles.change(noteFile(name, key, changed), change);
            return true;
        });
    }

    private Path noteFile(MailboxName name, String key, Set<MailboxName> changed) throws IOException {
        return noteFolder(name, changed).resolve(NOTE + NoteFiles.checked(key));
    }

    // The mailbox's own: whatever program renames or deletes that one, the note goes with it.
    private Path noteFolder(MailboxName name, Set<MailboxName> changed) throws IOException {
        if (!name.isInbox()) {
            makeStandardMailboxes(changed);
        }
        if (!exists(name)) {
            throw notFound(name);
        }
        return folder(name);
    }

    // Maildir++: the limits on the first line, then what is used
    @Override
    public void noteQuota(Quota quota, Usage usage) throws StoreException {
        StringJoiner limits = new StringJoiner(",");
        quota.octets().ifPresent(octets -> limits.add(octets + "S"));
        quota.messages().ifPresent(messages -> limits.add(messages + "C"));
        SmallFiles.replaceUnforced(
                maildir.resolve("maildirsize"), limits + "\n" + usage.octets() + " " + usage.messages() + "\n");
    }

    @Override
    public void repair(Repair repair) throws StoreException {
        changing(_ -> {
            Set<String> ids = new HashSet<>();
            for (MailboxName name : names()) {
                ids.add(FolderIdentity.idOf(folder(name).resolve(MailboxState.IDENTITY)));
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
    synchronized boolean closeIfIdle(MaildirMailbox mailbox) {
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
    private MaildirMailbox shared(MailboxName name) throws IOException {
        MaildirMailbox known = open.get(name);
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
        String folder = name.isInbox() ? "." : FileNames.folder(name);
        MailboxState state = MailboxState.open(maildir, folder, index, services);
        MaildirMailbox opened = new MaildirMailbox(this, name, state, services, store.nextOrdinal());
        open.put(name, opened);
        return opened;
    }

    private Path folder(MailboxName name) {
        return name.isInbox() ? maildir : maildir.resolve(FileNames.folder(name));
    }

    private boolean exists(MailboxName name) {
        boolean possible = name.isInbox() || FileNames.folder(name).length() <= FileNames.OCTETS_MAX;
        return name.isInbox() || (possible && Files.isDirectory(folder(name).resolve("cur")));
    }

    private void refuseExisting(MailboxName name) throws StoreException {
        if (exists(name)) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is a mailbox " + name + " already");
        }
    }

    private static void refuseLong(MailboxName name) throws StoreException {
        if (FileNames.folder(name).length() > FileNames.OCTETS_MAX) {
            throw new StoreException(Kind.INVALID, "the name " + name + " is too long for the disk");
        }
    }

    private static StoreException notFound(MailboxName name) {
        return new StoreException(Kind.NOT_FOUND, "there is no mailbox " + name);
    }

    private void make(MailboxName name, Set<MailboxName> changed) throws IOException {
        Path folder = folder(name);
        // cur/ last: where it is, the mailbox is whole.
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(folder.resolve(part));
        }
        // Tells delivery programs that this is not the Maildir itself (Maildir++).
        if (!name.isInbox() && !Files.exists(folder.resolve("maildirfolder"))) {
            Files.createFile(folder.resolve("maildirfolder"));
        }
        changed.add(name);
    }

    private List<MailboxName> names() throws IOException {
        List<MailboxName> names = new ArrayList<>();
        names.add(MailboxName.INBOX);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(maildir, ".*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder.resolve("cur"))) {
                    FileNames.mailbox(String.valueOf(folder.getFileName())).ifPresent(names::add);
                }
            }
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
                moveFolder(each.getKey(), each.getValue());
                done.put(each.getKey(), each.getValue());
            }
        } catch (IOException e) {
            for (Map.Entry<MailboxName, MailboxName> each : done.entrySet()) {
                moveFolder(each.getValue(), each.getKey());
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

    private void moveFolder(MailboxName from, MailboxName to) throws IOException {
        MaildirMailbox mailbox = open.remove(from);
        try {
            if (mailbox == null) {
                Files.move(folder(from), folder(to), StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            mailbox.moveFolder(folder(to), to, FileNames.folder(to));
            open.put(to, mailbox);
        } catch (DirectoryNotEmptyException e) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is a folder for " + to + " already", e);
        } catch (IOException e) {
            if (mailbox != null) {
                open.put(from, mailbox);
            }
            throw e;
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
        // Who comes from another server finds what was there, as it was.
        boolean takenOver = files.hasPredecessor();
        Set<MailboxName> subscribed = files.subscriptions();
        subscribed.add(MailboxName.INBOX);
        for (StandardMailbox standard : StandardMailbox.values()) {
            MailboxName name = standard.mailboxName();
            if (!exists(name) && !takenOver) {
                make(name, changed);
            }
            if (exists(name)) {
                uses.put(name, standard.use());
                subscribed.add(name);
            }
        }
        if (!takenOver) {
            files.writeSubscriptions(subscribed);
        }
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
