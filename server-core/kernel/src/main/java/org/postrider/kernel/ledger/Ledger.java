package org.postrider.kernel.ledger;

import java.io.IOException;
import java.util.List;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.MailboxName;

/// Keeps every entry until it is replaced: on the journal, whatever is killed.
///
/// Thread-safe. One operation ends everything: a mail is done when its entry is replaced by none, deferred when
/// replaced by itself with a later date, split when replaced by its parts.
public interface Ledger {
    /// Atomically forgets the entry `old` and keeps `successors` instead, one of which may have the same
    /// id. Written to
    /// the operating system before it returns (it survives a killed process); on the disk no later than the
    /// next
    /// checkpoint.
    ///
    /// The contents of successors that were made from the old entry's content are shared, not copied, where
    /// only the
    /// header changed.
    ///
    /// @param delivered what was stored in mailboxes for it: repeated after a power failure, when the store
    ///     may have
    ///     lost what was not yet on the disk
    /// @throws IOException where it cannot be written; the old entry stays
    void replace(MailId old, List<Entry> successors, List<Delivered> delivered) throws IOException;

    /// Told of every entry that is new or replaced, after it was written, and of all live ones at recovery.
    interface Follower {
        void due(Entry entry);
    }

    /// @param name of the delivery
    record Delivered(DeliveryName name, MailboxName mailbox) {}
}
