package org.postrider.testkit;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;

/// A store that forgets everything when it is let go. Thread-safe, by one lock for everything.
public final class MemoryStore implements MailStore {
    private final InstantSource clock;
    private final Map<MailAddress, MemoryAccount> accounts = new HashMap<>();
    private final Map<MailAddress, MemoryAccount> removed = new HashMap<>();
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private long nextId;

    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized AccountStore account(MailAddress account) {
        return accounts.computeIfAbsent(account, address -> new MemoryAccount(address, false));
    }

    @Override
    public synchronized Optional<AccountStore> removed(MailAddress account, boolean make) {
        return make
                ? Optional.of(removed.computeIfAbsent(account, address -> new MemoryAccount(address, true)))
                : Optional.ofNullable(removed.get(account));
    }

    @Override
    public AutoCloseable watch(StoreListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// There is nothing to make durable.
    @Override
    public void checkpoint() {}

    private final class MemoryAccount implements AccountStore {
        private final MailAddress account;
        private final boolean hidden;
        // Guarded by the store.
        private final SortedMap<MailboxName, MemoryMailbox> mailboxes = new TreeMap<>();
        private final Map<MailboxName, SpecialUse> uses = new HashMap<>();
        private final Set<MailboxName> subscriptions = new TreeSet<>();
        /// By mailbox and key.
        private final Map<MemoryMailbox, Map<String, String>> notes = new HashMap<>();

        /// @param hidden of which nobody hears
        MemoryAccount(MailAddress account, boolean hidden) {
            this.account = account;
            this.hidden = hidden;
            mailboxes.put(MailboxName.INBOX, made(MailboxName.INBOX));
        }

        private MemoryMailbox made(MailboxName name) {
            long number = ++nextId;
            return new MemoryMailbox(MemoryStore.this, name, "m" + number, number, clock, changed -> {
                for (StoreListener listener : hidden ? List.<StoreListener>of() : listeners) {
                    listener.changed(account, changed);
                }
            });
        }

        @Override
        public List<MailboxInfo> list() {
            synchronized (MemoryStore.this) {
                List<MailboxInfo> infos = new ArrayList<>();
                mailboxes.forEach(
                        (name, _) -> infos.add(new MailboxInfo(name, true, Optional.ofNullable(uses.get(name)))));
                return infos;
            }
        }

        @Override
        public Mailbox open(MailboxName name) throws StoreException {
            synchronized (MemoryStore.this) {
                return present(name);
            }
        }

        private MemoryMailbox present(MailboxName name) throws StoreException {
            MemoryMailbox mailbox = mailboxes.get(name);
            if (mailbox == null) {
                throw new StoreException(StoreException.Kind.NOT_FOUND, "there is no mailbox " + name);
            }
            return mailbox;
        }

        @Override
        public void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
            synchronized (MemoryStore.this) {
                if (mailboxes.containsKey(name)) {
                    throw new StoreException(StoreException.Kind.ALREADY_EXISTS, "there is a mailbox " + name);
                }
                if (use.isPresent() && uses.containsValue(use.get())) {
                    throw new StoreException(StoreException.Kind.CONFLICT, "another mailbox has that use");
                }
                mailboxes.put(name, made(name));
                use.ifPresent(present -> uses.put(name, present));
            }
        }

        @Override
        public void delete(MailboxName name) throws StoreException {
            synchronized (MemoryStore.this) {
                if (name.isInbox()) {
                    throw new StoreException(StoreException.Kind.CONFLICT, "INBOX cannot be deleted");
                }
                present(name).delete();
                notes.remove(present(name));
                mailboxes.remove(name);
                uses.remove(name);
            }
        }

        @Override
        public void rename(MailboxName from, MailboxName to) throws StoreException {
            synchronized (MemoryStore.this) {
                MemoryMailbox mailbox = present(from);
                if (mailboxes.containsKey(to)) {
                    throw new StoreException(StoreException.Kind.ALREADY_EXISTS, "there is a mailbox " + to);
                }
                if (to.isBelow(from)) {
                    throw new StoreException(StoreException.Kind.CONFLICT, "a mailbox cannot be moved below itself");
                }
                if (from.isInbox()) {
                    mailboxes.put(to, made(to));
                    mailbox.move(UidSet.ALL, mailboxes.get(to));
                    return;
                }
                for (MailboxName name : List.copyOf(mailboxes.keySet())) {
                    if (name.equals(from) || name.isBelow(from)) {
                        List<String> path = new ArrayList<>(to.path());
                        path.addAll(name.path()
                                .subList(from.path().size(), name.path().size()));
                        MailboxName renamed = new MailboxName(path);
                        MemoryMailbox moved = present(name);
                        mailboxes.remove(name);
                        moved.rename(renamed);
                        mailboxes.put(renamed, moved);
                        SpecialUse use = uses.remove(name);
                        if (use != null) {
                            uses.put(renamed, use);
                        }
                    }
                }
            }
        }

        @Override
        public Set<MailboxName> subscriptions() {
            synchronized (MemoryStore.this) {
                return Set.copyOf(subscriptions);
            }
        }

        @Override
        public void subscribe(MailboxName name, boolean subscribed) {
            synchronized (MemoryStore.this) {
                if (subscribed) {
                    subscriptions.add(name);
                } else {
                    subscriptions.remove(name);
                }
            }
        }

        @Override
        public String note(MailboxName name, String key) throws StoreException {
            synchronized (MemoryStore.this) {
                return notes.getOrDefault(present(name), Map.of()).getOrDefault(key, "");
            }
        }

        @Override
        public Set<String> noteKeys(MailboxName name) throws StoreException {
            synchronized (MemoryStore.this) {
                return Set.copyOf(notes.getOrDefault(present(name), Map.of()).keySet());
            }
        }

        @Override
        public void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
            synchronized (MemoryStore.this) {
                String after = change.apply(note(name, key));
                if (after.length() > NOTE_LENGTH_MAX) {
                    throw new StoreException(StoreException.Kind.INVALID, "the note would become too long");
                }
                Map<String, String> ofMailbox = notes.computeIfAbsent(present(name), _ -> new HashMap<>());
                if (after.isEmpty()) {
                    ofMailbox.remove(key);
                } else {
                    ofMailbox.put(key, after);
                }
            }
        }
    }
}
