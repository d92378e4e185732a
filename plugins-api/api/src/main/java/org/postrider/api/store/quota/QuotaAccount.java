package org.postrider.api.store.quota;

import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.ForwardingAccount;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.Usage;

/// An account that holds no more than it may. Thread-safe.
final class QuotaAccount implements ForwardingAccount {
    private static final Usage ONE_MAILBOX = new Usage(0, 0, 1);

    private final QuotaStore store;
    private final MailAddress address;
    private final AccountStore account;

    QuotaAccount(QuotaStore store, MailAddress address, AccountStore account) {
        this.store = store;
        this.address = address;
        this.account = account;
    }

    MailAddress address() {
        return address;
    }

    boolean isLimited() throws StoreException {
        return store.isLimited(address);
    }

    /// @throws StoreException OVER_QUOTA
    <T> T adding(Usage more, Meter.Work<T> work) throws StoreException {
        return store.adding(address, account, more, work);
    }

    @Override
    public AccountStore behind() {
        return account;
    }

    @Override
    public Mailbox open(MailboxName name) throws StoreException {
        return new QuotaMailbox(this, account.open(name));
    }

    @Override
    public void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        adding(ONE_MAILBOX, () -> {
            account.create(name, use);
            return true;
        });
    }

    @Override
    public void rename(MailboxName from, MailboxName to) throws StoreException {
        // RFC 9051 §6.3.6: INBOX stays, beside the new one
        adding(from.isInbox() ? ONE_MAILBOX : new Usage(0, 0, 0), () -> {
            account.rename(from, to);
            return true;
        });
    }
}
