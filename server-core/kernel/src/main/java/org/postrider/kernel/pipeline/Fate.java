package org.postrider.kernel.pipeline;

import java.time.Instant;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;

/// What becomes of some recipients of a mail when the pipeline is through with it. Nothing of it has happened yet.
public sealed interface Fate {
    Mail mail();

    record Stored(Mail mail, MailboxName mailbox, Flags flags) implements Fate {}

    record Relayed(Mail mail, Route route) implements Fate {}

    record Bounced(Mail mail, Reply reason) implements Fate {}

    /// @param processor in which it starts again
    record Retried(Mail mail, String processor, Reply reason) implements Fate {}

    /// Others have it in the recipients' place.
    record Expanded(Mail mail) implements Fate {}

    /// @param processor in which it starts again
    record Delayed(Mail mail, String processor, Instant until, String reason) implements Fate {}

    record Discarded(Mail mail, String reason) implements Fate {}

    /// A mailet has taken it somewhere.
    record Done(Mail mail, String destination) implements Fate {}
}
