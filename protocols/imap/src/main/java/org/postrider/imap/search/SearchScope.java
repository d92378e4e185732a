package org.postrider.imap.search;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.syntax.SequenceSet;

/// A mailbox in which somebody searches: the selected one, as the client knows it, or another, as it is. Confined to
/// the
/// session's thread.
public final class SearchScope {
    private final SharedMailbox mailbox;
    private final MailboxView view;
    private final @Nullable SelectedMailbox selected;

    private SearchScope(SharedMailbox mailbox, MailboxView view, @Nullable SelectedMailbox selected) {
        this.mailbox = mailbox;
        this.view = view;
        this.selected = selected;
    }

    static SearchScope of(SelectedMailbox selected) {
        return new SearchScope(selected.mailbox(), selected.view(), selected);
    }

    static SearchScope of(SharedMailbox mailbox, MailboxView view) {
        return new SearchScope(mailbox, view, null);
    }

    SharedMailbox mailbox() {
        return mailbox;
    }

    MailboxView view() {
        return view;
    }

    /// Positions of the messages that the client knows.
    BitSet known() {
        BitSet known = new BitSet(view.count());
        if (selected == null) {
            known.set(0, view.count());
            return known;
        }
        for (int number = 1; number <= selected.count(); number++) {
            // Most stand where they have their number.
            int guess = number - 1;
            long uid = selected.uid(number);
            int position = guess < view.count() && view.uid(guess) == uid ? guess : view.position(uid);
            if (position >= 0) {
                known.set(position);
            }
        }
        return known;
    }

    /// Numbers beyond the last message are no error in SEARCH: they match nothing. Without a selected mailbox, there
    /// are
    /// none.
    UidSet numbered(SequenceSet set) {
        return selected == null ? UidSet.EMPTY : selected.uidsOf(set.resolve(selected.count()));
    }

    /// What `*` is among UIDs; 0 in an empty mailbox.
    long lastUid() {
        if (selected != null) {
            return selected.count() == 0 ? 0 : selected.uid(selected.count());
        }
        return view.count() == 0 ? 0 : view.uid(view.count() - 1);
    }

    /// What the client knows the message at a position by.
    long name(int position, boolean uid) {
        return uid || selected == null ? view.uid(position) : selected.number(view.uid(position));
    }
}
