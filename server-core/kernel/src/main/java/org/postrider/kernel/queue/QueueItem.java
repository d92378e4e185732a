package org.postrider.kernel.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;

/// A waiting mail, for people.
///
/// @param destination `TRANSPORT:DOMAIN` or `TRANSPORT:HOSTS`, `processor:NAME`, or `mailbox:NAME`
/// @param octets the size of the message
public record QueueItem(
        MailId id,
        ReversePath sender,
        List<MailAddress> recipients,
        String destination,
        long octets,
        Instant received,
        int attempts,
        Instant nextAttempt,
        Optional<Reply> lastReply,
        boolean held,
        int priority,
        QueueState state) {
    public QueueItem {
        recipients = List.copyOf(recipients);
    }
}
