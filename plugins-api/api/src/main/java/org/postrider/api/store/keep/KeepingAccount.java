package org.postrider.api.store.keep;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Quota;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.Usage;

/// An account whose expunged mail is kept. Thread-safe.
final class KeepingAccount implements AccountStore {
    private final MailStore store;
    private final MailAddress address;
    private final AccountStore account;

    KeepingAccount(MailStore store, MailAddress address, AccountStore account) {
        this.store = store;
        this.address = address;
        this.account = account;
    }

    MailAddress address() {
        return address;
    }

    /// Where the messages of a mailbox go; empty where the store has no such place.
    Optional<Mailbox> removed(MailboxName name) throws StoreException {
        Optional<AccountStore> removed = store.removed(address, true);
        return removed.isEmpty() ? Optional.empty() : Optional.of(openOrMake(removed.get(), name));
    }

    static Mailbox openOrMake(AccountStore account, MailboxName name) throws StoreException {
        try {
            return account.open(name);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        try {
            account.create(name, Optional.empty());
        } catch (StoreException e) {
            // Another session was quicker.
            if (e.kind() != StoreException.Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
        return account.open(name);
    }

    @Override
    public List<MailboxInfo> list() throws StoreException {
        return account.list();
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        return new KeepingMailbox(this, account.open(name));
    }

    @Override
    public void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        account.create(name, use);
    }

    @Override
    public void delete(MailboxName name) throws StoreException {
        if (!name.isInbox()) {
            try (Mailbox mailbox = open(name)) {
                mailbox.expunge(UidSet.ALL);
            }
        }
        account.delete(name);
    }

    @Override
    public void rename(MailboxName from, MailboxName to) throws StoreException {
        account.rename(from, to);
    }

    @Override
    public Set<MailboxName> subscriptions() throws StoreException {
        return account.subscriptions();
    }

    @Override
    public void subscribe(MailboxName name, boolean subscribed) throws StoreException {
        account.subscribe(name, subscribed);
    }

    @Override
    public Usage usage() throws StoreException {
        return account.usage();
    }

    @Override
    public void noteQuota(Quota quota, Usage usage) throws StoreException {
        account.noteQuota(quota, usage);
    }

    @Override
    public String note(MailboxName name, String key) throws StoreException {
        return account.note(name, key);
    }

    @Override
    public void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        account.changeNote(name, key, change);
    }
}
