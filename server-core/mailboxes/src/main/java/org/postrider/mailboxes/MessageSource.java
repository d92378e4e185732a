package org.postrider.mailboxes;

import java.io.IOException;
import org.postrider.api.store.MailboxName;

/// Mail somewhere else. Confined to one thread.
interface MessageSource extends AutoCloseable {
    /// How many messages there are; 0 where that would take as long as reading them.
    long count() throws IOException;

    /// Shows every mailbox, and every message in the order of its mailbox.
    void read(Sink sink) throws IOException;

    @Override
    void close() throws IOException;

    /// Is shown what there is.
    interface Sink {
        /// A mailbox, before its messages; also one that has none.
        void mailbox(MailboxName name) throws IOException;

        void message(FoundMessage message) throws IOException;

        /// A message that cannot be read.
        ///
        /// @param where it stands
        void unreadable(String where, IOException cause);
    }
}
