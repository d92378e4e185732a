package org.postrider.api.store.quota;

import java.util.List;
import org.postrider.api.store.ForwardingMailbox;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.Usage;

/// A mailbox of an account that holds no more than it may. Thread-safe.
final class QuotaMailbox implements ForwardingMailbox {
    private static final Usage NOTHING = new Usage(0, 0, 0);

    private final QuotaAccount account;
    private final Mailbox mailbox;

    QuotaMailbox(QuotaAccount account, Mailbox mailbox) {
        this.account = account;
        this.mailbox = mailbox;
    }

    @Override
    public Mailbox behind() {
        return mailbox;
    }

    @Override
    public Appended append(NewMessage message) throws StoreException {
        return account.adding(sizeOf(List.of(message)), () -> mailbox.append(message));
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        return account.adding(sizeOf(messages), () -> mailbox.appendAll(messages));
    }

    // RFC 8508 §3: what is replaced makes room for what replaces it, also in an account that holds too much
    @Override
    public Appended replace(long uid, Mailbox target, NewMessage message) throws StoreException {
        QuotaMailbox other = ours(target);
        Usage more = sizeOf(List.of(message));
        if (isOfTheSameAccount(other)) {
            Usage old = sizeOf(UidSet.of(uid));
            more = new Usage(Math.max(0, more.octets() - old.octets()), more.messages() - old.messages(), 0);
            if (old.messages() > 0 && more.octets() == 0) {
                return mailbox.replace(uid, other.mailbox, message);
            }
        }
        return other.account.adding(more, () -> mailbox.replace(uid, other.mailbox, message));
    }

    @Override
    public CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        QuotaMailbox other = ours(target);
        Usage more = other.account.isLimited() ? sizeOf(uids) : NOTHING;
        return other.account.adding(more, () -> mailbox.copy(uids, other.mailbox));
    }

    @Override
    public CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        QuotaMailbox other = ours(target);
        boolean stays = isOfTheSameAccount(other);
        Usage more = stays || !other.account.isLimited() ? NOTHING : sizeOf(uids);
        return stays
                ? mailbox.move(uids, other.mailbox)
                : other.account.adding(more, () -> mailbox.move(uids, other.mailbox));
    }

    private boolean isOfTheSameAccount(QuotaMailbox other) {
        return other.account.address().equals(account.address());
    }

    private static Usage sizeOf(List<NewMessage> messages) {
        long octets = messages.stream().mapToLong(each -> each.content().size()).sum();
        return new Usage(octets, messages.size(), 0);
    }

    private Usage sizeOf(UidSet uids) throws StoreException {
        MailboxView view = mailbox.view();
        long octets = 0;
        long messages = 0;
        for (int i = 0; i < view.count(); i++) {
            if (uids.contains(view.uid(i))) {
                octets += view.size(i);
                messages++;
            }
        }
        return new Usage(octets, messages, 0);
    }

    private static QuotaMailbox ours(Mailbox target) throws StoreException {
        if (target instanceof QuotaMailbox known) {
            return known;
        }
        throw new StoreException(
                StoreException.Kind.CONFLICT, "messages cannot be moved to a mailbox of another store");
    }
}
