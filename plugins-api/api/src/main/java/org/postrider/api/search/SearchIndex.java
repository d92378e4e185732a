package org.postrider.api.search;

import java.io.IOException;
import java.util.BitSet;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.TaskProgress;

/// Finds text in messages. Follows the store by itself, by [org.postrider.api.store.MailStore#watch].
///
/// Answers are exact (RFC 9051 §6.4.4: substring, ignoring case) and complete: messages that the index does not have
/// yet
/// are read.
public interface SearchIndex {
    /// @param account whose mailbox it is
    /// @param view the state of the mailbox that is searched
    /// @param among positions in `view` that matter
    /// @return those of `among` whose message has the text
    BitSet search(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among) throws IOException;

    /// Finds what is like the text, and says how well it fits (RFC 6203): at least what [#search] finds, and what
    /// else the index takes for related, such as other forms of the words. An index that knows of nothing like that
    /// finds what is exact, each fitting as well as the others.
    ///
    /// The same question may have another answer later; that which is exact is always in it.
    ///
    /// @param account whose mailbox it is
    /// @param view the state of the mailbox that is searched
    /// @param among positions in `view` that matter
    default Ranking like(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        return Ranking.equal(search(account, mailbox, view, key, among));
    }

    /// Throws away what is kept for searching in the account's mail, and makes it anew. Searches meanwhile read the
    /// messages. Returns when all that was there at the beginning is indexed.
    ///
    /// @param progress hears of each message; what it throws ends the call, the rest is indexed in the background
    /// @return how many messages are indexed; 0 where nothing was kept for the account, which stays so
    default long rebuild(MailAddress account, TaskProgress progress) throws IOException {
        return 0;
    }

    /// Somebody has begun to read the account's mail and may search soon: what that needs can be made ready, in the
    /// background. Returns at once.
    default void prepare(MailAddress account) {}
}
