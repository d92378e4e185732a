package org.postrider.api.pipeline;

import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;

/// What becomes of a mail after a mailet. Only a value: the server carries it out, a dry run shows it.
///
/// Each recipient that the mailet was given must be accounted for by the outcome; a mailet that deals differently with
/// several recipients returns a [Split].
public sealed interface Outcome {
    /// The mail, perhaps changed, goes on to the next mailet of its processor.
    record Continue(Mail mail) implements Outcome {}

    /// The mail goes to the first mailet of another processor.
    record ToProcessor(Mail mail, String processor) implements Outcome {}

    /// Several fates at once, each for its own mail.
    record Split(List<Outcome> parts) implements Outcome {
        public Split {
            parts = List.copyOf(parts);
        }
    }

    /// The mail is stored in a mailbox of each of its recipients, which are local accounts; its way ends.
    record Store(Mail mail, MailboxName mailbox, Flags flags) implements Outcome {}

    /// The mail is queued for another host; its way here ends.
    record Relay(Mail mail, Route route) implements Outcome {}

    /// The recipients fail: the sender gets a report (RFC 3464) unless the reverse-path is null or no
    /// report is wanted.
    record Bounce(Mail mail, Reply reason) implements Outcome {}

    /// The mail is tried again later, from the start of the processor in which it is.
    record Retry(Mail mail, Reply reason) implements Outcome {}

    /// The mail ends here on purpose; the log says why.
    record Discard(Mail mail, String reason) implements Outcome {}

    /// The mailet itself has taken the mail somewhere; the log says where.
    record Done(Mail mail, String destination) implements Outcome {}
}
