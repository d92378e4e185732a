package org.postrider.api.store.keep;

import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox whose expunged messages are kept. Thread-safe.
final class KeepingMailbox implements Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(KeepingMailbox.class);

    private final KeepingAccount account;
    private final Mailbox mailbox;

    KeepingMailbox(KeepingAccount account, Mailbox mailbox) {
        this.account = account;
        this.mailbox = mailbox;
    }

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        MailboxView view = mailbox.view();
        int first = view.position(uids.isEmpty() ? 0 : uids.ranges().getFirst().first());
        if (uids.isEmpty() || (first < 0 && -first - 1 == view.count())) {
            return UidSet.EMPTY;
        }
        try {
            Optional<Mailbox> removed = account.removed(mailbox.name());
            if (removed.isPresent()) {
                try (Mailbox target = removed.get()) {
                    return moved(mailbox.move(uids, target));
                }
            }
        } catch (StoreException e) {
            LOG.warn("what {} expunges from {} cannot be kept", account.address(), mailbox.name(), e);
        }
        return mailbox.expunge(uids);
    }

    private static UidSet moved(CopyResult result) {
        UidSet.Builder uids = new UidSet.Builder();
        result.sources().forEach(uids::add);
        return uids.build();
    }

    @Override
    public CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        return mailbox.copy(uids, plain(target));
    }

    @Override
    public CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        return mailbox.move(uids, plain(target));
    }

    private static Mailbox plain(Mailbox target) {
        return target instanceof KeepingMailbox keeping ? keeping.mailbox : target;
    }

    @Override
    public MailboxName name() {
        return mailbox.name();
    }

    @Override
    public String id() {
        return mailbox.id();
    }

    @Override
    public MailboxView view() throws StoreException {
        return mailbox.view();
    }

    @Override
    public Changes changesSince(long modSeq) throws StoreException {
        return mailbox.changesSince(modSeq);
    }

    @Override
    public Appended append(NewMessage message) throws StoreException {
        return mailbox.append(message);
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        return mailbox.appendAll(messages);
    }

    @Override
    public StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        return mailbox.store(uids, change, unchangedSince);
    }

    @Override
    public Content content(long uid) throws StoreException {
        return mailbox.content(uid);
    }

    @Override
    public byte[] derived(long uid, DerivedField field) throws StoreException {
        return mailbox.derived(uid, field);
    }

    @Override
    public Watch watch(Runnable listener) {
        return mailbox.watch(listener);
    }

    @Override
    public void close() {
        mailbox.close();
    }
}
