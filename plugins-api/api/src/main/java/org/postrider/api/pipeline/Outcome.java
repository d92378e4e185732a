package org.postrider.api.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;

/// What becomes of a mail after a mailet. Only a value: the server carries it out, a dry run shows it.
///
/// Each recipient that the mailet was given must be accounted for by the outcome; a mailet that deals differently with
/// several recipients returns a [Split]. Nothing in it is null: the fault is then in the mailet that makes it.
public sealed interface Outcome {
    /// The mail, perhaps changed, goes on to the next mailet of its processor.
    record Continue(Mail mail) implements Outcome {
        public Continue {
            Objects.requireNonNull(mail, "mail");
        }
    }

    /// The mail goes to the first mailet of another processor.
    record ToProcessor(Mail mail, String processor) implements Outcome {
        public ToProcessor {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(processor, "processor");
        }
    }

    /// Several fates at once, each for its own mail.
    record Split(List<Outcome> parts) implements Outcome {
        public Split {
            parts = List.copyOf(parts);
        }
    }

    /// The mail is stored in a mailbox of each of its recipients, which are local accounts; its way ends.
    record Store(Mail mail, MailboxName mailbox, Flags flags) implements Outcome {
        public Store {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(mailbox, "mailbox");
            Objects.requireNonNull(flags, "flags");
        }
    }

    /// The mail is queued for another host; its way here ends.
    record Relay(Mail mail, Route route) implements Outcome {
        public Relay {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(route, "route");
        }
    }

    /// The recipients fail: the sender gets a report (RFC 3464) unless the reverse-path is null or no
    /// report is wanted.
    record Bounce(Mail mail, Reply reason) implements Outcome {
        public Bounce {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /// The mail is tried again later, from the start of the processor in which it is.
    record Retry(Mail mail, Reply reason) implements Outcome {
        public Retry {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /// The recipients stood for others, for whom there are outcomes of their own: senders who want to know are told
    /// (RFC 3461 §5.2.7).
    record Expanded(Mail mail) implements Outcome {
        public Expanded {
            Objects.requireNonNull(mail, "mail");
        }
    }

    /// The mail waits, as long as the mailet says, and then starts again at the start of the processor in which it
    /// is. Where something fails afterwards, it is given up that much earlier.
    record Delay(Mail mail, Instant until, String reason) implements Outcome {
        public Delay {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(until, "until");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /// The mail ends here on purpose; the log says why.
    record Discard(Mail mail, String reason) implements Outcome {
        public Discard {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /// The mailet itself has taken the mail somewhere; the log says where.
    record Done(Mail mail, String destination) implements Outcome {
        public Done {
            Objects.requireNonNull(mail, "mail");
            Objects.requireNonNull(destination, "destination");
        }
    }
}
