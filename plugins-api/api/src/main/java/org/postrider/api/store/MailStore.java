package org.postrider.api.store;

import java.io.IOException;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;

/// All mailboxes of all accounts. Thread-safe.
public interface MailStore {
    /// The mailboxes of an account, made where there are none yet.
    ///
    /// Whether the account exists is the directory's matter.
    AccountStore account(MailAddress account) throws StoreException;

    /// Other mailboxes of the account, for messages that were removed: no protocol shows them, nobody hears of changes
    /// there, and messages can be moved between them and those of the account.
    ///
    /// @param make where there are none yet, as when nothing was removed so far
    /// @return empty where there are none, or where the store has no such thing
    default Optional<AccountStore> removed(MailAddress account, boolean make) throws StoreException {
        return Optional.empty();
    }

    /// From now on `listener` hears of every change.
    ///
    /// @return ends it
    AutoCloseable watch(StoreListener listener);

    /// Makes everything that was stored before the call durable. After it returns, the spool may forget what it
    /// has delivered.
    void checkpoint() throws IOException;

    /// Hears of changes. Called by the thread that made the change, after it, outside the store's locks: be
    /// quick.
    interface StoreListener {
        /// Messages were added or removed. A listener that wants flags too compares MODSEQ.
        void changed(MailAddress account, MailboxName mailbox);
    }
}
