package org.postrider.kernel.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Reply;

/// All that is known of a waiting mail.
///
/// @param queued when it came to where it waits now
/// @param lastAttempt when it was tried last
/// @param givenUp when it will be given up
/// @param recipients each with what was said last of it
/// @param why it waits, a sentence
public record QueueDetail(
        QueueItem item,
        Instant queued,
        Optional<Instant> lastAttempt,
        Instant givenUp,
        List<Status> recipients,
        MailParameters parameters,
        Origin origin,
        Map<String, String> attributes,
        String why) {
    public QueueDetail {
        recipients = List.copyOf(recipients);
        attributes = Map.copyOf(attributes);
    }

    /// @param reply what was said last of it
    public record Status(MailAddress recipient, Optional<Reply> reply) {}
}
