package org.postrider.kernel.ledger;

import java.time.Instant;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;

/// A mail for which the server is responsible, and what comes next. Immutable.
///
/// @param mail whose id is the entry's id
/// @param notBefore when the next step is due
/// @param attempts how often the present stage was tried
/// @param lastReply why it still waits
/// @param held true while an administrator keeps it back
public record Entry(Mail mail, Stage stage, Instant notBefore, int attempts, Optional<Reply> lastReply, boolean held) {
    /// A first step, due now.
    public static Entry due(Mail mail, Stage stage, Instant now) {
        return new Entry(mail, stage, now, 0, Optional.empty(), false);
    }

    public MailId id() {
        return mail.id();
    }

    /// The same step later, because of `reason`.
    public Entry deferred(Mail rest, Instant until, Reply reason) {
        return new Entry(rest, stage, until, attempts + 1, Optional.of(reason), held);
    }
}
