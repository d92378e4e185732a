package org.postrider.kernel.ledger;

import java.io.IOException;
import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;

/// Keeps every entry until it is replaced: on the journal, whatever is killed.
///
/// Thread-safe. One operation ends everything: a mail is done when its entry is replaced by none, deferred when
/// replaced by itself with a later date, split when replaced by its parts.
public interface Ledger {
    /// Atomically forgets the entry `old` and keeps `successors` instead, one of which may have the same id.
    ///
    /// In the operating system's hands when it returns (it survives a killed process); on the disk no later
    /// than the
    /// next checkpoint. Parts of a successor's content that the ledger has already are shared, not copied.
    ///
    /// @param delivered what was stored in mailboxes for it: repeated after a power failure, when the store
    ///     may have
    ///     lost what was not yet on the disk
    /// @throws IOException where it cannot be written; the old entry stays
    void replace(MailId old, List<Entry> successors, List<Delivered> delivered) throws IOException;

    /// Told of every entry that is new or replaced, after it was written, and of all live ones at recovery.
    interface Follower {
        /// Only notes it: called by the thread that wrote the entry.
        void due(Waiting entry);
    }

    /// @param mail as it was stored, for each of its recipients
    record Delivered(Mail mail, MailboxName mailbox, Flags flags) {}
}
