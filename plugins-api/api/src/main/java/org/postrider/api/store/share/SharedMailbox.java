package org.postrider.api.store.share;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// A mailbox as a user may use it. Each operation asks for its right anew (RFC 4314 §4). Thread-safe.
///
/// Flags that the user may not change stay as they are, without an error, unless none of those that were to be changed
/// may be. `\Seen` is one flag for all who share the mailbox.
public final class SharedMailbox implements Mailbox {
    private static final int OTHER_SYSTEM_FLAGS = otherSystemFlags();

    private final Sharing sharing;
    private final MailAddress user;
    private final MailAddress owner;
    private final MailboxName name;
    private final Mailbox mailbox;

    SharedMailbox(Sharing sharing, MailAddress user, MailAddress owner, MailboxName name, Mailbox mailbox) {
        this.sharing = sharing;
        this.user = user;
        this.owner = owner;
        this.name = name;
        this.mailbox = mailbox;
    }

    private static int otherSystemFlags() {
        int bits = 0;
        for (SystemFlag flag : SystemFlag.values()) {
            bits |= flag == SystemFlag.SEEN || flag == SystemFlag.DELETED ? 0 : flag.bit();
        }
        return bits;
    }

    /// Whose it is: by this address it is searched.
    public MailAddress owner() {
        return owner;
    }

    /// What the user may do now; none where it was deleted.
    public Rights rights() throws StoreException {
        if (owner.equals(user)) {
            return Rights.ALL;
        }
        try {
            return sharing.rights(user, owner, mailbox.name());
        } catch (StoreException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Rights.NONE;
            }
            throw e;
        }
    }

    /// @throws StoreException NOT_PERMITTED where one is missing
    public void need(Right... rights) throws StoreException {
        Rights mine = rights();
        for (Right right : rights) {
            if (!mine.has(right)) {
                throw new StoreException(
                        Kind.NOT_PERMITTED, "you have not the right " + right.letter() + " on this mailbox");
            }
        }
    }

    /// The name by which the user knows it.
    @Override
    public MailboxName name() {
        return owner.equals(user) ? mailbox.name() : name;
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
        need(Right.INSERT);
        return mailbox.append(permitted(message));
    }

    @Override
    public List<Appended> appendAll(List<NewMessage> messages) throws StoreException {
        need(Right.INSERT);
        List<NewMessage> permitted = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            permitted.add(permitted(message));
        }
        return mailbox.appendAll(permitted);
    }

    // RFC 8508 §5: as APPEND, STORE and EXPUNGE
    @Override
    public Appended replace(long uid, Mailbox target, NewMessage message) throws StoreException {
        need(Right.READ, Right.DELETE_MESSAGES, Right.EXPUNGE);
        SharedMailbox other = ours(target);
        other.need(Right.INSERT);
        return mailbox.replace(uid, other.mailbox, other.permitted(message));
    }

    @Override
    public StoreResult store(UidSet uids, FlagChange change, long unchangedSince) throws StoreException {
        Rights rights = rights();
        if (changesAll(rights)) {
            return mailbox.store(uids, change, unchangedSince);
        }
        Flags wanted = permitted(change.flags(), rights);
        boolean replaces = change.mode() == FlagChange.Mode.SET;
        boolean anything = rights.hasAny(Right.SEEN, Right.DELETE_MESSAGES, Right.WRITE);
        if (!anything || (!replaces && wanted.isEmpty() && !change.flags().isEmpty())) {
            throw new StoreException(Kind.NOT_PERMITTED, "you have not the right to change these flags");
        }
        if (!replaces) {
            return mailbox.store(uids, new FlagChange(change.mode(), wanted), unchangedSince);
        }
        // What may be changed becomes what is wanted; the other flags stay.
        StoreResult added = mailbox.store(uids, new FlagChange(FlagChange.Mode.ADD, wanted), unchangedSince);
        Flags unwanted = permitted(known(added.changed()), rights).without(wanted);
        StoreResult removed =
                mailbox.store(added.changed(), new FlagChange(FlagChange.Mode.REMOVE, unwanted), Long.MAX_VALUE);
        return new StoreResult(added.changed(), added.modified(), removed.highestModSeq());
    }

    @Override
    public CopyResult copy(UidSet uids, Mailbox target) throws StoreException {
        need(Right.READ);
        SharedMailbox other = ours(target);
        other.need(Right.INSERT);
        return other.withPermittedFlags(mailbox.copy(uids, other.mailbox));
    }

    // RFC 6851 §4: as COPY, STORE and EXPUNGE
    @Override
    public CopyResult move(UidSet uids, Mailbox target) throws StoreException {
        need(Right.READ, Right.DELETE_MESSAGES, Right.EXPUNGE);
        SharedMailbox other = ours(target);
        other.need(Right.INSERT);
        return other.withPermittedFlags(mailbox.move(uids, other.mailbox));
    }

    @Override
    public UidSet expunge(UidSet uids) throws StoreException {
        need(Right.EXPUNGE);
        return mailbox.expunge(uids);
    }

    @Override
    public Content content(long uid) throws StoreException {
        need(Right.READ);
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

    private static boolean changesAll(Rights rights) {
        return rights.has(Right.SEEN) && rights.has(Right.DELETE_MESSAGES) && rights.has(Right.WRITE);
    }

    /// Those flags of some that may be changed with these rights.
    public static Flags permitted(Flags flags, Rights rights) {
        int bits = (rights.has(Right.SEEN) ? SystemFlag.SEEN.bit() : 0)
                | (rights.has(Right.DELETE_MESSAGES) ? SystemFlag.DELETED.bit() : 0)
                | (rights.has(Right.WRITE) ? OTHER_SYSTEM_FLAGS : 0);
        return Flags.ofBits(
                flags.systemBits() & bits, rights.has(Right.WRITE) ? flags.keywords() : new TreeSet<Keyword>());
    }

    private NewMessage permitted(NewMessage message) throws StoreException {
        return new NewMessage(
                message.content(),
                permitted(message.flags(), rights()),
                message.internalDate(),
                message.delivery(),
                message.durable());
    }

    // All flags that one of these messages has.
    private Flags known(UidSet uids) throws StoreException {
        MailboxView view = mailbox.view();
        int bits = 0;
        SortedSet<Keyword> keywords = new TreeSet<>();
        for (int i = 0; i < view.count(); i++) {
            if (uids.contains(view.uid(i))) {
                bits |= view.flags(i).systemBits();
                keywords.addAll(view.flags(i).keywords());
            }
        }
        return Flags.ofBits(bits, keywords);
    }

    // RFC 4314 §4: flags that may not be set are lost in COPY
    private CopyResult withPermittedFlags(CopyResult result) throws StoreException {
        Rights rights = rights();
        if (!changesAll(rights) && !result.copies().isEmpty()) {
            UidSet copies = UidSet.of(
                    result.copies().stream().mapToLong(Long::longValue).toArray());
            Flags known = known(copies);
            Flags lost = known.without(permitted(known, rights));
            if (!lost.isEmpty()) {
                mailbox.store(copies, new FlagChange(FlagChange.Mode.REMOVE, lost), Long.MAX_VALUE);
            }
        }
        return result;
    }

    private static SharedMailbox ours(Mailbox target) throws StoreException {
        if (target instanceof SharedMailbox known) {
            return known;
        }
        throw new StoreException(Kind.CONFLICT, "messages cannot be moved to a mailbox of another store");
    }
}
