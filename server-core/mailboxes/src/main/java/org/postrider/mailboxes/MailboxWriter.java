package org.postrider.mailboxes;

import java.io.IOException;
import java.time.Instant;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;

/// Writes mail somewhere else, mailbox by mailbox. Confined to one thread.
interface MailboxWriter extends AutoCloseable {
    void mailbox(MailboxName name) throws IOException;

    /// A message of the mailbox that was named last.
    void message(long uid, Instant date, Flags flags, Content content) throws IOException;

    /// What is written is whole only after this.
    @Override
    void close() throws IOException;
}
