package org.postrider.api.store.keep;

import java.util.Optional;
import org.postrider.api.store.ForwardingMailbox;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mailbox whose expunged messages are kept. Thread-safe.
final class KeepingMailbox implements ForwardingMailbox {
    private static final Logger LOG = LoggerFactory.getLogger(KeepingMailbox.class);

    private final KeepingAccount account;
    private final Mailbox mailbox;

    KeepingMailbox(KeepingAccount account, Mailbox mailbox) {
        this.account = account;
        this.mailbox = mailbox;
    }

    @Override
    public Mailbox behind() {
        return mailbox;
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

    // RFC 8508 §3: what is replaced is kept as if it had been expunged. A server that is killed in between leaves both
    @Override
    public Appended replace(long uid, Mailbox target, NewMessage message) throws StoreException {
        if (mailbox.view().position(uid) < 0) {
            throw new StoreException(StoreException.Kind.NOT_FOUND, "the message with UID " + uid + " is gone");
        }
        Appended appended = target.append(message);
        expunge(UidSet.of(uid));
        return appended;
    }
}
