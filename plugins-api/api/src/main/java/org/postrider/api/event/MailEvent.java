package org.postrider.api.event;

import java.net.InetAddress;
import java.util.Optional;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Reply;

/// What an administrator wants one line of log about.
public sealed interface MailEvent {
    /// A mail was made durable; the server has taken responsibility.
    record Received(MailId id, Envelope envelope, Origin origin, long octets) implements MailEvent {}

    /// A peer was refused, at a command, with a reply.
    record Refused(String listener, Optional<InetAddress> client, String command, Reply reply) implements MailEvent {}

    /// Stored in a mailbox.
    record Delivered(MailId id, MailAddress recipient, String mailbox) implements MailEvent {}

    /// Handed to another host.
    record Sent(MailId id, MailAddress recipient, String host, Reply reply) implements MailEvent {}

    /// Waits for the next try.
    record Deferred(MailId id, MailAddress recipient, Reply reason) implements MailEvent {}

    /// Failed for good; `report` is the id of the report to the sender, where there is one.
    record Bounced(MailId id, MailAddress recipient, Reply reason, Optional<MailId> report) implements MailEvent {}

    /// Ended on purpose.
    record Discarded(MailId id, MailAddress recipient, String reason) implements MailEvent {}

    /// Somebody logged in.
    record LoggedIn(String listener, Optional<InetAddress> client, MailAddress user) implements MailEvent {}

    /// Somebody could not log in.
    record LoginFailed(String listener, Optional<InetAddress> client, String name) implements MailEvent {}
}
