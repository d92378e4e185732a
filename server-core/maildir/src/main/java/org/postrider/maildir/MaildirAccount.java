package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;

/// The mailboxes of an account, in `DOMAIN/USER/Maildir`; the index of each in `DOMAIN/USER/index`. Thread-safe.
final class MaildirAccount implements AccountStore {
    private static final String SUBSCRIPTIONS = "subscriptions";
    private static final String SPECIAL_USES = "postrider-special-uses";
    private static final Map<String, SpecialUse> STANDARD = new LinkedHashMap<>();

    static {
        STANDARD.put("Drafts", SpecialUse.DRAFTS);
        STANDARD.put("Sent", SpecialUse.SENT);
        STANDARD.put("Junk", SpecialUse.JUNK);
        STANDARD.put("Trash", SpecialUse.TRASH);
        STANDARD.put("Archive", SpecialUse.ARCHIVE);
    }

    private final MaildirStore store;
    private final MailAddress address;
    private final Path maildir;
    private final Path index;
    private final StoreServices services;
    private final boolean standardMailboxes;

    /// Guarded by this. Mailboxes that somebody has open, and how many do; kept while they have names to write.
    private final Map<MailboxName, MaildirMailbox> open = new HashMap<>();
    /// Guarded by this.
    private long lastUidValidity;

    MaildirAccount(
            MaildirStore store, MailAddress address, Path folder, StoreServices services, boolean standardMailboxes)
            throws IOException {
        this.store = store;
        this.address = address;
        this.maildir = Files.createDirectories(folder.resolve("Maildir"));
        this.index = folder.resolve("index");
        this.services = services;
        this.standardMailboxes = standardMailboxes;
    }

    @Override
    public synchronized List<MailboxInfo> list() throws StoreException {
        try {
            makeStandardMailboxes();
            Map<MailboxName, SpecialUse> uses = specialUses();
            Map<MailboxName, MailboxInfo> all = new TreeMap<>();
            for (MailboxName name : names()) {
                all.put(name, new MailboxInfo(name, true, Optional.ofNullable(uses.get(name))));
                for (int depth = 1; depth < name.path().size(); depth++) {
                    MailboxName above = new MailboxName(name.path().subList(0, depth));
                    all.putIfAbsent(above, new MailboxInfo(above, false, Optional.empty()));
                }
            }
            return List.copyOf(all.values());
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        Mailbox opened;
        synchronized (this) {
            opened = shared(name).hold();
        }
        store.closeSomeWhereManyAreOpen();
        return opened;
    }

    @Override
    public synchronized void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        if (exists(name)) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is a mailbox " + name + " already");
        }
        if (FileNames.folder(name).length() > 240) {
            throw new StoreException(Kind.INVALID, "the name " + name + " is too long for the disk");
        }
        try {
            Map<MailboxName, SpecialUse> uses = specialUses();
            if (use.isPresent() && uses.containsValue(use.get())) {
                throw new StoreException(
                        Kind.CONFLICT, "another mailbox is for " + use.get().imapName() + " already");
            }
            make(name);
            if (use.isPresent()) {
                uses.put(name, use.get());
                writeSpecialUses(uses);
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public synchronized void delete(MailboxName name) throws StoreException {
        if (name.isInbox()) {
            throw new StoreException(Kind.CONFLICT, "INBOX cannot be deleted");
        }
        MaildirMailbox mailbox = shared(name);
        mailbox.delete();
        open.remove(name);
        store.closed();
        try {
            deleteTree(maildir.resolve(FileNames.folder(name)));
            deleteTree(index.resolve(mailbox.id()));
            Map<MailboxName, SpecialUse> uses = specialUses();
            if (uses.remove(name) != null) {
                writeSpecialUses(uses);
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
        store.changed(address, name);
    }

    @Override
    public synchronized void rename(MailboxName from, MailboxName to) throws StoreException {
        if (exists(to)) {
            throw new StoreException(Kind.ALREADY_EXISTS, "there is a mailbox " + to + " already");
        }
        if (to.isBelow(from) && !from.isInbox()) {
            throw new StoreException(Kind.CONFLICT, "a mailbox cannot be moved below itself");
        }
        try {
            if (from.isInbox()) {
                // RFC 9051 §6.3.6: the messages move, INBOX stays
                make(to);
                shared(from).moveTo(shared(to), UidSet.ALL);
                return;
            }
            List<MailboxName> moved = names().stream()
                    .filter(name -> name.equals(from) || name.isBelow(from))
                    .toList();
            if (moved.isEmpty()) {
                throw notFound(from);
            }
            for (MailboxName name : moved) {
                move(name, renamed(name, from, to));
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public synchronized Set<MailboxName> subscriptions() throws StoreException {
        try {
            makeStandardMailboxes();
            return readSubscriptions();
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public synchronized void subscribe(MailboxName name, boolean subscribed) throws StoreException {
        try {
            Set<MailboxName> names = readSubscriptions();
            boolean changed = subscribed ? names.add(name) : names.remove(name);
            if (changed) {
                writeSubscriptions(names);
            }
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    /// Always another, even for two mailboxes made in one second.
    synchronized long nextUidValidity() {
        lastUidValidity = Math.max(services.clock().instant().getEpochSecond(), lastUidValidity + 1);
        return lastUidValidity;
    }

    void changed(MailboxName mailbox) {
        store.changed(address, mailbox);
    }

    synchronized List<MaildirMailbox> openMailboxes() {
        return List.copyOf(open.values());
    }

    /// Closes what nobody holds.
    ///
    /// @return how many
    synchronized int closeIdle() throws StoreException {
        int before = open.size();
        for (Map.Entry<MailboxName, MaildirMailbox> each : List.copyOf(open.entrySet())) {
            if (!each.getValue().held()) {
                each.getValue().renameChanged();
                each.getValue().closeFiles();
                open.remove(each.getKey());
                store.closed();
            }
        }
        return before - open.size();
    }

    synchronized void close() {
        open.values().forEach(MaildirMailbox::closeFiles);
        open.clear();
    }

    private MaildirMailbox shared(MailboxName name) throws StoreException {
        MaildirMailbox known = open.get(name);
        if (known != null) {
            return known;
        }
        try {
            if (!exists(name)) {
                makeStandardMailboxes();
            }
            if (!exists(name)) {
                throw notFound(name);
            }
            MaildirMailbox opened =
                    MaildirMailbox.open(this, name, maildir.resolve(FileNames.folder(name)), index, services);
            open.put(name, opened);
            store.opened();
            return opened;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private boolean exists(MailboxName name) {
        return name.isInbox()
                || Files.isDirectory(maildir.resolve(FileNames.folder(name)).resolve("cur"));
    }

    private static StoreException notFound(MailboxName name) {
        return new StoreException(Kind.NOT_FOUND, "there is no mailbox " + name);
    }

    private void make(MailboxName name) throws IOException {
        Path folder = maildir.resolve(FileNames.folder(name));
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(folder.resolve(part));
        }
        // Tells delivery programs that this is not the Maildir itself (Maildir++).
        if (!name.isInbox() && !Files.exists(folder.resolve("maildirfolder"))) {
            Files.createFile(folder.resolve("maildirfolder"));
        }
        store.changed(address, name);
    }

    private List<MailboxName> names() throws IOException {
        List<MailboxName> names = new ArrayList<>();
        names.add(MailboxName.INBOX);
        try (Stream<Path> folders = Files.list(maildir)) {
            folders.filter(folder -> Files.isDirectory(folder.resolve("cur")))
                    .map(folder -> FileNames.mailbox(folder.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .forEach(names::add);
        }
        return names;
    }

    private static MailboxName renamed(MailboxName name, MailboxName from, MailboxName to) {
        List<String> path = new ArrayList<>(to.path());
        path.addAll(name.path().subList(from.path().size(), name.path().size()));
        return new MailboxName(path);
    }

    private void move(MailboxName from, MailboxName to) throws IOException {
        MaildirMailbox mailbox = shared(from);
        mailbox.renameChanged();
        mailbox.closeFiles();
        open.remove(from);
        store.closed();
        Files.move(maildir.resolve(FileNames.folder(from)), maildir.resolve(FileNames.folder(to)));
        Map<MailboxName, SpecialUse> uses = specialUses();
        SpecialUse use = uses.remove(from);
        if (use != null) {
            uses.put(to, use);
            writeSpecialUses(uses);
        }
        store.changed(address, from);
        store.changed(address, to);
    }

    private void makeStandardMailboxes() throws IOException {
        if (!standardMailboxes || Files.exists(maildir.resolve(SPECIAL_USES))) {
            return;
        }
        Map<MailboxName, SpecialUse> uses = new TreeMap<>();
        Set<MailboxName> subscribed = readSubscriptions();
        for (Map.Entry<String, SpecialUse> standard : STANDARD.entrySet()) {
            MailboxName name = MailboxName.of(standard.getKey());
            make(name);
            uses.put(name, standard.getValue());
            subscribed.add(name);
        }
        subscribed.add(MailboxName.INBOX);
        writeSubscriptions(subscribed);
        writeSpecialUses(uses);
    }

    private Set<MailboxName> readSubscriptions() throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        Path file = maildir.resolve(SUBSCRIPTIONS);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.equals("INBOX")) {
                    names.add(MailboxName.INBOX);
                } else if (!line.isBlank()) {
                    FileNames.mailbox("." + line).ifPresent(names::add);
                }
            }
        }
        return names;
    }

    // As Dovecot has it: a folder's name on each line, without the dot at the start.
    private void writeSubscriptions(Set<MailboxName> names) throws StoreException {
        StringBuilder text = new StringBuilder();
        for (MailboxName name : names) {
            text.append(name.isInbox() ? "INBOX" : FileNames.folder(name).substring(1))
                    .append('\n');
        }
        SmallFiles.replace(maildir.resolve(SUBSCRIPTIONS), text.toString());
    }

    private Map<MailboxName, SpecialUse> specialUses() throws IOException {
        Map<MailboxName, SpecialUse> uses = new TreeMap<>();
        Path file = maildir.resolve(SPECIAL_USES);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                for (SpecialUse use : SpecialUse.values()) {
                    if (space > 0 && use.imapName().equals(line.substring(0, space))) {
                        FileNames.mailbox("." + line.substring(space + 1)).ifPresent(name -> uses.put(name, use));
                    }
                }
            }
        }
        return uses;
    }

    private void writeSpecialUses(Map<MailboxName, SpecialUse> uses) throws StoreException {
        StringBuilder text = new StringBuilder();
        uses.forEach((name, use) -> text.append(use.imapName())
                .append(' ')
                .append(FileNames.folder(name).substring(1))
                .append('\n'));
        SmallFiles.replace(maildir.resolve(SPECIAL_USES), text.toString());
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
