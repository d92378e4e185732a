package org.postrider.api.store.keep;

import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.ForwardingAccount;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An account whose expunged mail is kept. Thread-safe.
final class KeepingAccount implements ForwardingAccount {
    private static final Logger LOG = LoggerFactory.getLogger(KeepingAccount.class);

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
    public AccountStore behind() {
        return account;
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        return new KeepingMailbox(this, account.open(name));
    }

    // Copies first: where the mailbox cannot be deleted, everything is where it was.
    @Override
    public void delete(MailboxName name) throws StoreException {
        if (name.isInbox()) {
            account.delete(name);
            return;
        }
        UidSet copies = keepAll(name);
        boolean deleted = false;
        try {
            account.delete(name);
            deleted = true;
        } finally {
            if (!deleted && !copies.isEmpty()) {
                forget(name, copies);
            }
        }
    }

    // Empty where nothing is to be kept, or can be.
    private UidSet keepAll(MailboxName name) throws StoreException {
        try (Mailbox mailbox = account.open(name)) {
            if (mailbox.view().count() == 0) {
                return UidSet.EMPTY;
            }
            Optional<Mailbox> removed = removed(name);
            if (removed.isEmpty()) {
                return UidSet.EMPTY;
            }
            try (Mailbox target = removed.get()) {
                UidSet.Builder copies = new UidSet.Builder();
                mailbox.copy(UidSet.ALL, target).copies().forEach(copies::add);
                return copies.build();
            }
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                throw e;
            }
            LOG.warn("what {} deletes with {} cannot be kept", address, name, e);
            return UidSet.EMPTY;
        }
    }

    private void forget(MailboxName name, UidSet copies) {
        try {
            Optional<Mailbox> removed = removed(name);
            if (removed.isPresent()) {
                try (Mailbox target = removed.get()) {
                    target.expunge(copies);
                }
            }
        } catch (StoreException e) {
            LOG.warn("{} was not deleted, and is kept for {} nevertheless", name, address, e);
        }
    }
}
