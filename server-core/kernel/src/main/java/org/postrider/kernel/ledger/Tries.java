package org.postrider.kernel.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;

/// How a stage went so far.
///
/// @param count how often it was tried
/// @param since when the mail came to this stage
/// @param last when it was tried last
/// @param lastReply why it still waits: what was said last of any recipient
/// @param replies what was said last of each recipient, where that is not `lastReply`
public record Tries(
        int count, Instant since, Optional<Instant> last, Optional<Reply> lastReply, Map<MailAddress, Reply> replies) {
    public Tries {
        replies = Map.copyOf(replies);
    }

    /// Before the first.
    public static Tries none(Instant since) {
        return new Tries(0, since, Optional.empty(), Optional.empty(), Map.of());
    }

    /// What was said last of that recipient.
    public Optional<Reply> reply(MailAddress recipient) {
        return Optional.ofNullable(replies.get(recipient)).or(() -> lastReply);
    }
}
