package org.postrider.mbox;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Repair;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.TaskProgress;
import org.postrider.api.store.UidSet;

/// One caller's hold on a mailbox that many share.
final class OpenMailbox implements Mailbox {
    private final MboxMailbox shared;
    private final Runnable released;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenMailbox(MboxMailbox shared, Runnable released) {
        this.shared = shared;
        this.released = released;
    }

    @Override
    public MailboxName name() {
        return shared.name();
    }

    @Override
    public String id() {
        return shared.id();
    }

    @Override
    public MailboxView view() throws StoreException {
        return shared.view();
    }

    @Override
    public Changes changesSince(long modSeq) throws StoreException {
        return shared.changesSince(modSeq);
    }

    @Override
    public Appended append(NewMessage message) throws StoreException {
        return appendAll(List.of(message)).getFirst();
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        return shared.append(messages);
    }

    @Override
    public StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        return shared.store(uids, change, unchangedSince);
    }

    @Override
    public CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        return shared.transfer(uids, ours(target), false);
    }

    @Override
    public CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        return shared.transfer(uids, ours(target), true);
    }

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        return shared.expunge(uids);
    }

    @Override
    public Content content(long uid) throws StoreException {
        return shared.content(uid);
    }

    @Override
    public byte[] derived(long uid, DerivedField field) throws StoreException {
        return shared.derived(uid, field);
    }

    @Override
    public void repair(Repair repair) throws IOException {
        new MboxRepair(shared).repair(repair);
    }

    @Override
    public void renewDerived(TaskProgress progress) throws IOException {
        new MboxRepair(shared).renewDerived(progress);
    }

    @Override
    public Watch watch(Runnable listener) {
        return shared.watch(listener);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            released.run();
        }
    }

    private static MboxMailbox ours(Mailbox target) throws StoreException {
        if (target instanceof OpenMailbox open) {
            return open.shared;
        }
        throw new StoreException(Kind.CONFLICT, "messages cannot be moved to a mailbox of another store");
    }
}
