package org.postrider.example.logstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;

/// An account. Whoever changes something puts it into words first, [Change], and [#commit] writes these into the log
/// and
/// applies them: so what is in memory is always what reading the log again would make. Guarded by the store's lock.
final class LogAccount implements AccountStore {
    static final String MADE = "made";
    static final String ADDED = "added";
    static final String FLAGGED = "flagged";
    static final String EXPUNGED = "expunged";
    static final String DELIVERED = "delivered";
    static final String COUNTED = "counted";
    static final String NOTED = "noted";
    private static final String DELETED = "deleted";
    private static final String RENAMED = "renamed";
    private static final String SUBSCRIBED = "subscribed";
    private static final String UNSUBSCRIBED = "unsubscribed";
    private static final String LAST = "last";
    // A log of fewer lines is not worth to be written anew.
    private static final int LINES_MIN = 1_000;

    private final Bodies bodies;
    private final InstantSource clock;
    private final Object lock;
    private final Consumer<MailboxName> told;
    private final SortedMap<MailboxName, Box> byName = new TreeMap<>();
    private final Map<Long, Box> byNumber = new HashMap<>();
    private final Set<MailboxName> subscriptions = new TreeSet<>();
    // The highest that were given.
    private long lastNumber;
    private long lastUidValidity;
    private ChangeLog log;

    private LogAccount(
            Path folder, List<DerivedField> fields, InstantSource clock, Object lock, Consumer<MailboxName> told)
            throws IOException {
        this.bodies = new Bodies(Files.createDirectories(folder.resolve("messages")), fields);
        this.clock = clock;
        this.lock = lock;
        this.told = told;
        this.log = ChangeLog.open(folder.resolve("changes"), this::apply);
    }

    /// Under the lock.
    ///
    /// @param lock the store's
    /// @param told hears of each mailbox that has changed
    static LogAccount open(
            Path folder, List<DerivedField> fields, InstantSource clock, Object lock, Consumer<MailboxName> told)
            throws IOException {
        LogAccount account = new LogAccount(folder, fields, clock, lock, told);
        account.bodies.deleteUnused();
        if (account.byName.isEmpty()) {
            account.commit(true, account.newBox(MailboxName.INBOX, Optional.empty()));
        }
        List<Change> all = account.changes();
        if (account.log.lines() > LINES_MIN && account.log.lines() > 2L * all.size()) {
            account.log.replace(all);
        }
        return account;
    }

    // What leads to this account.
    private List<Change> changes() {
        List<Change> all = new ArrayList<>();
        byName.values().forEach(box -> all.addAll(box.changes()));
        subscriptions.forEach(name -> all.add(Change.of(SUBSCRIBED, name)));
        all.add(Change.of(LAST, lastNumber, lastUidValidity));
        return all;
    }

    Bodies bodies() {
        return bodies;
    }

    Object lock() {
        return lock;
    }

    Instant now() {
        return clock.instant();
    }

    /// Under the lock.
    void commit(boolean durable, Change... changes) throws StoreException {
        commit(durable, List.of(changes));
    }

    /// Under the lock: it all happens, or nothing.
    void commit(boolean durable, List<Change> changes) throws StoreException {
        if (!changes.isEmpty()) {
            log.append(changes, durable);
            changes.forEach(this::apply);
        }
    }

    private void apply(Change change) {
        switch (change.what()) {
            case MADE -> make(change);
            case DELETED -> delete(box(change));
            case RENAMED -> rename(box(change), change.name(1));
            case ADDED -> add(box(change), change);
            case FLAGGED -> flag(box(change), change);
            case EXPUNGED -> expunge(box(change), change.number(1), change.number(2));
            case DELIVERED -> box(change).remember(delivery(change, 1), change.number(3));
            case COUNTED -> box(change).count(change.number(1), change.number(2));
            case NOTED -> box(change).note(change.text(1), change.text(2));
            case SUBSCRIBED -> subscriptions.add(change.name(0));
            case UNSUBSCRIBED -> subscriptions.remove(change.name(0));
            case LAST -> count(change.number(0), change.number(1));
            default -> throw new IllegalStateException("the log of another version has '" + change.what() + "'");
        }
    }

    private Box box(Change change) {
        Box box = byNumber.get(change.number(0));
        if (box == null) {
            throw new IllegalStateException("there is no mailbox " + change.number(0) + " for " + change.line());
        }
        return box;
    }

    private void count(long number, long uidValidity) {
        lastNumber = Math.max(lastNumber, number);
        lastUidValidity = Math.max(lastUidValidity, uidValidity);
    }

    private void make(Change change) {
        Optional<SpecialUse> use =
                Optional.of(change.text(3)).filter(text -> !text.isEmpty()).map(SpecialUse::valueOf);
        Box box = new Box(change.number(0), change.text(1), change.number(2), use, change.name(4));
        byName.put(box.name, box);
        byNumber.put(box.number, box);
        count(box.number, box.uidValidity);
    }

    private void delete(Box box) {
        List.copyOf(box.messages.keySet()).forEach(uid -> expunge(box, uid, box.modSeq));
        box.deleted = true;
        byName.remove(box.name);
        byNumber.remove(box.number);
    }

    private void rename(Box box, MailboxName name) {
        // Another one may have the old name already, where several are renamed at once.
        byName.remove(box.name, box);
        box.name = name;
        byName.put(name, box);
    }

    private void add(Box box, Change change) {
        bodies.use(change.number(3));
        box.put(new Stored(
                change.number(1),
                change.number(2),
                change.number(3),
                change.number(4),
                Instant.ofEpochMilli(change.number(5)),
                Instant.ofEpochSecond(change.number(6)),
                change.flags(7)));
        if (!change.text(8).isEmpty()) {
            box.remember(delivery(change, 8), change.number(1));
        }
    }

    private static DeliveryName delivery(Change change, int index) {
        return new DeliveryName(new MailId(change.text(index)), MailAddress.parse(change.text(index + 1)));
    }

    private static void flag(Box box, Change change) {
        Stored message = box.messages.get(change.number(1));
        if (message != null) {
            box.put(message.with(change.number(2), change.flags(3)));
        }
    }

    private void expunge(Box box, long uid, long modSeq) {
        Stored gone = box.remove(uid, modSeq);
        if (gone != null && bodies.release(gone.body())) {
            bodies.delete(gone.body());
        }
    }

    /// To be called without the lock.
    void tell(Box box) {
        MailboxName name;
        synchronized (lock) {
            name = box.name;
        }
        told.accept(name);
    }

    @Override
    public List<MailboxInfo> list() {
        synchronized (lock) {
            SortedMap<MailboxName, MailboxInfo> all = new TreeMap<>();
            for (Box box : byName.values()) {
                List<String> path = box.name.path();
                for (int depth = 1; depth < path.size(); depth++) {
                    MailboxName above = new MailboxName(path.subList(0, depth));
                    all.putIfAbsent(above, new MailboxInfo(above, false, Optional.empty()));
                }
                all.put(box.name, new MailboxInfo(box.name, true, box.use));
            }
            return List.copyOf(all.values());
        }
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        synchronized (lock) {
            return new LogMailbox(this, present(name));
        }
    }

    private Box present(MailboxName name) throws StoreException {
        Box box = byName.get(name);
        if (box == null) {
            throw new StoreException(Kind.NOT_FOUND, "there is no mailbox " + name);
        }
        return box;
    }

    @Override
    public void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        synchronized (lock) {
            if (byName.containsKey(name)) {
                throw new StoreException(Kind.ALREADY_EXISTS, "there is a mailbox " + name);
            }
            if (use.isPresent() && byName.values().stream().anyMatch(box -> box.use.equals(use))) {
                throw new StoreException(Kind.CONFLICT, "another mailbox has that use");
            }
            commit(true, newBox(name, use));
        }
    }

    private Change newBox(MailboxName name, Optional<SpecialUse> use) {
        String id = UUID.randomUUID().toString();
        // RFC 9051 §2.3.1.1: greater than that of an earlier mailbox of the name
        long uidValidity = Math.max(lastUidValidity + 1, now().getEpochSecond());
        return new Box(lastNumber + 1, id, uidValidity, use, name).made();
    }

    @Override
    public void delete(MailboxName name) throws StoreException {
        synchronized (lock) {
            if (name.isInbox()) {
                throw new StoreException(Kind.CONFLICT, "INBOX cannot be deleted");
            }
            commit(true, Change.of(DELETED, present(name).number));
        }
    }

    @Override
    public void rename(MailboxName from, MailboxName to) throws StoreException {
        if (from.isInbox()) {
            create(to, Optional.empty());
            try (Mailbox inbox = open(from);
                    Mailbox other = open(to)) {
                inbox.move(org.postrider.api.store.UidSet.ALL, other);
            }
            return;
        }
        synchronized (lock) {
            List<Box> renamed = byName.values().stream()
                    .filter(box -> box.name.equals(from) || box.name.isBelow(from))
                    .toList();
            if (renamed.isEmpty()) {
                throw new StoreException(Kind.NOT_FOUND, "there is no mailbox " + from);
            }
            if (to.isBelow(from)) {
                throw new StoreException(Kind.CONFLICT, "a mailbox cannot be moved below itself");
            }
            List<Change> changes = new ArrayList<>();
            for (Box box : renamed) {
                MailboxName name = to;
                for (String level : box.name
                        .path()
                        .subList(from.path().size(), box.name.path().size())) {
                    name = name.child(level);
                }
                if (byName.containsKey(name)) {
                    throw new StoreException(Kind.ALREADY_EXISTS, "there is a mailbox " + name);
                }
                changes.add(Change.of(RENAMED, box.number, name));
            }
            commit(true, changes);
        }
    }

    @Override
    public Set<MailboxName> subscriptions() {
        synchronized (lock) {
            return Set.copyOf(subscriptions);
        }
    }

    @Override
    public void subscribe(MailboxName name, boolean subscribed) throws StoreException {
        synchronized (lock) {
            if (subscriptions.contains(name) != subscribed) {
                commit(true, Change.of(subscribed ? SUBSCRIBED : UNSUBSCRIBED, name));
            }
        }
    }

    @Override
    public String note(MailboxName name, String key) throws StoreException {
        synchronized (lock) {
            return present(name).notes.getOrDefault(key, "");
        }
    }

    @Override
    public Set<String> noteKeys(MailboxName name) throws StoreException {
        synchronized (lock) {
            return Set.copyOf(present(name).notes.keySet());
        }
    }

    @Override
    public void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        synchronized (lock) {
            Box box = present(name);
            String after = change.apply(box.notes.getOrDefault(key, ""));
            if (after.length() > NOTE_LENGTH_MAX) {
                throw new StoreException(Kind.INVALID, "the note would become too long");
            }
            commit(true, Change.of(NOTED, box.number, key, after));
        }
    }

    /// Makes everything durable that was stored before the call.
    void force() throws IOException {
        bodies.force();
        synchronized (lock) {
            log.force();
        }
    }

    void close() throws IOException {
        log.close();
    }
}
