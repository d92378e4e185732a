package org.postrider.api.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// An account in front of another one: everything is passed on but what is overridden, as by [ForwardingMailbox].
/// [#open] is to be overridden where the mailboxes are to be others too.
public interface ForwardingAccount extends AccountStore {
    /// The one behind it, always the same.
    AccountStore behind();

    @Override
    default List<MailboxInfo> list() throws StoreException {
        return behind().list();
    }

    @Override
    default Mailbox open(MailboxName name) throws StoreException {
        return behind().open(name);
    }

    @Override
    default void create(MailboxName name, Optional<SpecialUse> use) throws StoreException {
        behind().create(name, use);
    }

    @Override
    default void delete(MailboxName name) throws StoreException {
        behind().delete(name);
    }

    @Override
    default void rename(MailboxName from, MailboxName to) throws StoreException {
        behind().rename(from, to);
    }

    @Override
    default Set<MailboxName> subscriptions() throws StoreException {
        return behind().subscriptions();
    }

    @Override
    default void subscribe(MailboxName name, boolean subscribed) throws StoreException {
        behind().subscribe(name, subscribed);
    }

    @Override
    default Usage usage() throws StoreException {
        return behind().usage();
    }

    @Override
    default void noteQuota(Quota quota, Usage usage) throws StoreException {
        behind().noteQuota(quota, usage);
    }

    @Override
    default String note(MailboxName name, String key) throws StoreException {
        return behind().note(name, key);
    }

    @Override
    default Set<String> noteKeys(MailboxName name) throws StoreException {
        return behind().noteKeys(name);
    }

    @Override
    default void changeNote(MailboxName name, String key, UnaryOperator<String> change) throws StoreException {
        behind().changeNote(name, key, change);
    }

    @Override
    default void repair(Repair repair) throws StoreException {
        behind().repair(repair);
    }
}
