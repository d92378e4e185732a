package org.postrider.api.store.quota;

import java.util.List;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.Usage;

/// A mailbox of an account that holds no more than it may. Thread-safe.
final class QuotaMailbox implements Mailbox {
    private static final Usage NOTHING = new Usage(0, 0, 0);

    private final QuotaAccount account;
    private final Mailbox mailbox;

    QuotaMailbox(QuotaAccount account, Mailbox mailbox) {
        this.account = account;
        this.mailbox = mailbox;
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
        return account.adding(sizeOf(List.of(message)), () -> mailbox.append(message));
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        return account.adding(sizeOf(messages), () -> mailbox.appendAll(messages));
    }

    // RFC 8508 §3: what is replaced makes room for what replaces it
    @Override
    public Appended replace(long uid, Mailbox target, NewMessage message) throws StoreException {
        QuotaMailbox other = ours(target);
        Usage more = sizeOf(List.of(message));
        if (isOfTheSameAccount(other)) {
            Usage old = sizeOf(UidSet.of(uid));
            more = new Usage(Math.max(0, more.octets() - old.octets()), more.messages() - old.messages(), 0);
        }
        return other.account.adding(more, () -> mailbox.replace(uid, other.mailbox, message));
    }

    @Override
    public StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        return mailbox.store(uids, change, unchangedSince);
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

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        return mailbox.expunge(uids);
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
