package org.postrider.api.store.share;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.state.StateTable;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may do what with whose mailboxes. Thread-safe.
///
/// The owner may do everything, always: that cannot be taken away. Beside the lists, which are notes of the mailboxes,
/// it
/// keeps a table of which account shares anything with whom, so that nobody has to look through all accounts. The
/// table may name too many, for a moment or after a crash, since the list of each mailbox is asked all the same;
/// where it was lost, [#refresh] makes it anew, account by account.
public final class Sharing {
    /// Accounts that share something.
    public static final int OWNERS_MAX = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
    private static final String NOTE = "access";

    private final MailStore store;
    private final StateTable table;
    private final Function<MailAddress, Set<String>> groups;
    private final Object refreshing = new Object();
    /// By identifier, who shares something with it. Changed under this object's lock together with the table.
    private final List<SharingListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Set<MailAddress>> owners = new ConcurrentHashMap<>();

    /// @param table is this object's alone
    /// @param groups the names of those that an account is in, as [Directory#groups]
    public Sharing(MailStore store, StateTable table, Function<MailAddress, Set<String>> groups) {
        this.store = store;
        this.table = table;
        this.groups = groups;
        table.entries().forEach((owner, identifiers) -> {
            try {
                remember(
                        MailAddress.parse(owner), Set.copyOf(identifiers.lines().toList()));
            } catch (IllegalArgumentException e) {
                LOG.warn("the table of shared mailboxes has an entry that is no account; it is passed over", e);
            }
        });
    }

    /// From now on `listener` hears of changes that are made by way of this object and its accounts.
    ///
    /// @return ends it
    public Mailbox.Watch watch(SharingListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Without any lock.
    void changed(MailAddress owner, Optional<Renamed> renamed) {
        for (SharingListener listener : listeners) {
            listener.changed(owner, renamed);
        }
    }

    /// What a user sees.
    ///
    /// @param names what the mailboxes of others are called
    public SharedAccount account(MailAddress user, SharedNames names) throws StoreException {
        return new SharedAccount(this, store, user, names);
    }

    /// Who has which rights, but the owner.
    ///
    /// @throws StoreException NOT_FOUND
    public AccessList accessList(MailAddress owner, MailboxName mailbox) throws StoreException {
        return list(owner, mailbox, store.account(owner).note(mailbox, NOTE));
    }

    /// What a user may do.
    ///
    /// @throws StoreException NOT_FOUND
    public Rights rights(MailAddress user, MailAddress owner, MailboxName mailbox) throws StoreException {
        return user.equals(owner) ? Rights.ALL : accessList(owner, mailbox).ofAll(identifiers(user, owner));
    }

    /// Changes the rights of one identifier.
    ///
    /// @param change from its rights to those that it is to have; none to remove it
    /// @throws StoreException NOT_FOUND, TEMPORARY; INVALID where there are too many
    public void change(MailAddress owner, MailboxName mailbox, String identifier, UnaryOperator<Rights> change)
            throws StoreException {
        if (identifier.isEmpty() || identifier.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new StoreException(StoreException.Kind.INVALID, "that is no name of a user or a group");
        }
        replace(owner, mailbox, list -> list.with(identifier, change.apply(list.of(identifier))));
    }

    /// A mailbox that is made below another has the same list.
    void inherit(MailAddress owner, MailboxName from, MailboxName to) throws StoreException {
        AccessList list = accessList(owner, from);
        if (!list.entries().isEmpty()) {
            replace(owner, to, _ -> list);
        }
    }

    private void replace(MailAddress owner, MailboxName mailbox, UnaryOperator<AccessList> change)
            throws StoreException {
        try {
            store.account(owner).changeNote(mailbox, NOTE, text -> {
                AccessList changed = change.apply(list(owner, mailbox, text));
                // First, so that nobody has rights on what is not found.
                add(owner, changed.entries().keySet());
                return changed.text();
            });
        } catch (IllegalArgumentException e) {
            throw new StoreException(StoreException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
        refresh(owner);
        changed(owner, Optional.empty());
    }

    private static AccessList list(MailAddress owner, MailboxName mailbox, String text) {
        Optional<AccessList> list = AccessList.read(text);
        if (list.isEmpty()) {
            LOG.warn(
                    "The access control list of {} of {} cannot be read: nobody but the owner has rights there until"
                            + " it is set anew",
                    mailbox,
                    owner);
        }
        return list.orElse(AccessList.EMPTY);
    }

    /// Other accounts that may share something with a user, sorted.
    List<MailAddress> sharingWith(MailAddress user) {
        Set<MailAddress> found = new TreeSet<>();
        for (String identifier : identifiers(user)) {
            found.addAll(owners.getOrDefault(identifier, Set.of()));
        }
        for (String group : List.of(AccessList.ANYONE, AccessList.AUTHENTICATED)) {
            for (MailAddress owner : owners.getOrDefault(group, Set.of())) {
                if (owner.domain().equals(user.domain())) {
                    found.add(owner);
                }
            }
        }
        found.remove(user);
        return new ArrayList<>(found);
    }

    // Those that mean a user whoever the owner is.
    private List<String> identifiers(MailAddress user) {
        List<String> identifiers = new ArrayList<>(List.of(AccessList.identifier(user)));
        for (String group : groups.apply(user)) {
            identifiers.add(AccessList.identifier(group, user.domain()));
        }
        return identifiers;
    }

    // Those that mean a user, in the list of a mailbox of `owner`.
    private List<String> identifiers(MailAddress user, MailAddress owner) {
        List<String> identifiers = identifiers(user);
        if (user.domain().equals(owner.domain())) {
            identifiers.add(AccessList.ANYONE);
            identifiers.add(AccessList.AUTHENTICATED);
        }
        return identifiers;
    }

    /// Notes anew with whom an account shares anything.
    public void refresh(MailAddress owner) throws StoreException {
        // Not this object's own lock: that is taken while an account is locked, and here accounts are locked.
        synchronized (refreshing) {
            Set<String> identifiers = new HashSet<>();
            AccountStore account = store.account(owner);
            for (AccountStore.MailboxInfo info : account.list()) {
                if (info.selectable()) {
                    identifiers.addAll(positive(owner, info.name()));
                }
            }
            keep(owner, identifiers);
        }
    }

    private Set<String> positive(MailAddress owner, MailboxName name) throws StoreException {
        try {
            return accessList(owner, name).entries().keySet();
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                return Set.of();
            }
            throw e;
        }
    }

    private synchronized void add(MailAddress owner, Set<String> identifiers) {
        Set<String> all = new HashSet<>(identifiers);
        owners.forEach((identifier, those) -> {
            if (those.contains(owner)) {
                all.add(identifier);
            }
        });
        keep(owner, all);
    }

    private synchronized void keep(MailAddress owner, Set<String> identifiers) {
        Set<String> those = new TreeSet<>(identifiers);
        those.removeIf(identifier -> identifier.startsWith("-"));
        String key = AccessList.identifier(owner);
        String text = String.join("\n", those);
        try {
            if (those.isEmpty()) {
                table.remove(key);
            } else if (!table.get(key).equals(Optional.of(text)) && text.length() <= StateTable.TEXT_LENGTH_MAX) {
                table.put(key, text);
                table.force();
            }
        } catch (IOException e) {
            LOG.warn(
                    "it cannot be kept that {} shares mailboxes; after a restart they may be missing in lists for"
                            + " a while",
                    owner,
                    e);
        }
        owners.values().forEach(each -> each.remove(owner));
        owners.values().removeIf(Set::isEmpty);
        remember(owner, those);
    }

    private void remember(MailAddress owner, Set<String> identifiers) {
        for (String identifier : identifiers) {
            owners.computeIfAbsent(identifier, _ -> ConcurrentHashMap.newKeySet())
                    .add(owner);
        }
    }

    /// Hears of changes of names, subscriptions, rights and notes, not of messages. Called by the thread that made the
    /// change, after it, without locks: be quick, and throw nothing.
    @FunctionalInterface
    public interface SharingListener {
        /// @param owner whose mailboxes, or whose subscriptions, they are
        /// @param renamed where that is what happened
        void changed(MailAddress owner, Optional<Renamed> renamed);
    }

    /// A mailbox was renamed, and those below it; the names are the owner's.
    public record Renamed(MailboxName from, MailboxName to) {}
}
