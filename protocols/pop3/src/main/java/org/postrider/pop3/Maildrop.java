package org.postrider.pop3;

import java.io.IOException;
import java.util.BitSet;
import org.postrider.api.mail.Content;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// A mailbox as it was when the session began (RFC 1939 §4): numbers and sizes stay, whatever others do meanwhile.
/// Messages are counted from 1. Confined to the session thread.
final class Maildrop implements AutoCloseable {
    private final Mailbox mailbox;
    private final MailboxView view;
    private final UidlFormat uidl;
    private final boolean markSeen;

    // By position in the view.
    private final BitSet deleted = new BitSet();
    private final BitSet retrieved = new BitSet();

    /// Takes the mailbox and closes it in the end.
    Maildrop(Mailbox mailbox, UidlFormat uidl, boolean markSeen) throws StoreException {
        this.mailbox = mailbox;
        this.view = mailbox.view();
        this.uidl = uidl;
        this.markSeen = markSeen;
    }

    /// How many messages the session began with, deleted ones included.
    int highest() {
        return view.count();
    }

    boolean isDeleted(int number) {
        return deleted.get(number - 1);
    }

    /// How many are not marked as deleted.
    int count() {
        return view.count() - deleted.cardinality();
    }

    /// The octets of those that are not marked as deleted.
    long octets() {
        long octets = 0;
        for (int i = deleted.nextClearBit(0); i < view.count(); i = deleted.nextClearBit(i + 1)) {
            octets += view.size(i);
        }
        return octets;
    }

    long size(int number) {
        return view.size(number - 1);
    }

    String uniqueId(int number) {
        return uidl.format(view.uidValidity(), view.uid(number - 1));
    }

    Content content(int number) throws StoreException {
        return mailbox.content(view.uid(number - 1));
    }

    void retrieved(int number) {
        retrieved.set(number - 1);
    }

    void delete(int number) {
        deleted.set(number - 1);
    }

    /// Takes all marks back.
    void reset() {
        deleted.clear();
    }

    /// Removes for good what is marked as deleted: the UPDATE state (RFC 1939 §6).
    void update() throws StoreException {
        if (!deleted.isEmpty()) {
            mailbox.expunge(uids(deleted));
        }
    }

    /// Ends the session, with or without QUIT: what was retrieved has been seen.
    @Override
    public void close() throws IOException {
        try (mailbox) {
            retrieved.andNot(deleted);
            if (markSeen && !retrieved.isEmpty()) {
                FlagChange seen = new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
                mailbox.store(uids(retrieved), seen, Long.MAX_VALUE);
            }
        }
    }

    private UidSet uids(BitSet positions) {
        return UidSet.of(positions.stream().mapToLong(view::uid).toArray());
    }
}
