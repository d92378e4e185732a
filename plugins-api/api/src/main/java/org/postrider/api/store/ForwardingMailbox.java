package org.postrider.api.store;

import java.io.IOException;
import java.util.List;
import org.postrider.api.mail.Content;

/// A mailbox in front of another one: everything is passed on but what is overridden. For stores that add something to
/// one that exists, such as limits. What [Mailbox] may get later is passed on too.
///
/// A target of [#copy], [#move] and [#replace] that is of the same class is passed on as the one behind it: a store
/// knows only mailboxes of its own.
public interface ForwardingMailbox extends Mailbox {
    /// The one behind it, always the same.
    Mailbox behind();

    /// What the mailbox behind this one takes for `target`.
    private Mailbox behind(Mailbox target) {
        return target instanceof ForwardingMailbox other && other.getClass() == getClass() ? other.behind() : target;
    }

    @Override
    default MailboxName name() {
        return behind().name();
    }

    @Override
    default String id() {
        return behind().id();
    }

    @Override
    default MailboxView view() throws StoreException {
        return behind().view();
    }

    @Override
    default Changes changesSince(long modSeq) throws StoreException {
        return behind().changesSince(modSeq);
    }

    @Override
    default Appended append(NewMessage message) throws StoreException {
        return behind().append(message);
    }

    @Override
    default List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        return behind().appendAll(messages);
    }

    @Override
    default Appended replace(long uid, Mailbox target, NewMessage message) throws StoreException {
        return behind().replace(uid, behind(target), message);
    }

    @Override
    default StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        return behind().store(uids, change, unchangedSince);
    }

    @Override
    default CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        return behind().copy(uids, behind(target));
    }

    @Override
    default CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        return behind().move(uids, behind(target));
    }

    @Override
    default UidSet expunge(UidSet uids) throws StoreException {
        return behind().expunge(uids);
    }

    @Override
    default Content content(long uid) throws StoreException {
        return behind().content(uid);
    }

    @Override
    default byte[] derived(long uid, DerivedField field) throws StoreException {
        return behind().derived(uid, field);
    }

    @Override
    default void repair(Repair repair) throws IOException {
        behind().repair(repair);
    }

    @Override
    default void renewDerived(TaskProgress progress) throws IOException {
        behind().renewDerived(progress);
    }

    @Override
    default Watch watch(Runnable listener) {
        return behind().watch(listener);
    }

    @Override
    default void close() {
        behind().close();
    }
}
