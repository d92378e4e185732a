package org.postrider.kernel.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;

/// A mail for which the server is responsible, and what comes next. Immutable.
///
/// @param mail whose id is the entry's id
/// @param notBefore when the next step is due
/// @param tries of the present stage
/// @param held true while an administrator keeps it back
public record Entry(Mail mail, Stage stage, Instant notBefore, Tries tries, boolean held) {
    /// One that was tried `attempts` times.
    public Entry(Mail mail, Stage stage, Instant notBefore, int attempts, Optional<Reply> lastReply, boolean held) {
        this(
                mail,
                stage,
                notBefore,
                new Tries(attempts, mail.origin().receivedAt(), Optional.empty(), lastReply, Map.of()),
                held);
    }

    /// A first step, due now.
    public static Entry due(Mail mail, Stage stage, Instant now) {
        return new Entry(mail, stage, now, Tries.none(now), false);
    }

    public MailId id() {
        return mail.id();
    }

    /// How often the present stage was tried.
    public int attempts() {
        return tries.count();
    }

    /// Why it still waits.
    public Optional<Reply> lastReply() {
        return tries.lastReply();
    }

    /// The same step later, because of `reason`.
    public Entry deferred(Mail rest, Instant until, Reply reason) {
        return deferred(rest, until, reason, Optional.empty(), Map.of());
    }

    /// The same step later.
    ///
    /// @param now when it was tried
    /// @param replies to each recipient, where they are not `reason`
    public Entry deferred(
            Mail rest, Instant until, Reply reason, Optional<Instant> now, Map<MailAddress, Reply> replies) {
        Tries more = new Tries(tries.count() + 1, tries.since(), now, Optional.of(reason), replies);
        return new Entry(rest, stage, until, more, held);
    }

    /// The same, of whose mail only `part` is left or meant.
    public Entry withMail(Mail part) {
        return new Entry(part, stage, notBefore, tries, held);
    }

    /// The same by another way.
    public Entry withStage(Stage other) {
        return new Entry(mail, other, notBefore, tries, held);
    }

    public Entry withHeld(boolean value) {
        return new Entry(mail, stage, notBefore, tries, value);
    }

    public Entry withNotBefore(Instant instant) {
        return new Entry(mail, stage, instant, tries, held);
    }
}
