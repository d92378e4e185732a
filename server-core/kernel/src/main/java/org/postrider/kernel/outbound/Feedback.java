package org.postrider.kernel.outbound;

import java.util.Map;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;

/// What an attempt says about its destination, whatever became of the mail.
///
/// @param reply that says so
record Feedback(Kind kind, Reply reply) {
    enum Kind {
        /// It takes mail, or refuses this one for reasons that lie in the mail.
        GOOD,
        /// It is there and wants less of us.
        BUSY,
        /// It cannot be reached.
        DOWN,
        /// Nothing.
        NONE
    }

    /// @param replies of a host, to each recipient
    static Feedback of(Map<Recipient, Reply> replies) {
        Reply worst = null;
        for (Reply reply : replies.values()) {
            if (!reply.transientFailure()) {
                return new Feedback(Kind.GOOD, reply);
            }
            worst = reply;
        }
        if (worst == null) {
            return new Feedback(Kind.NONE, Reply.of(451, "4.3.0", "nothing was said"));
        }
        return switch (ReplyClass.of(worst)) {
            case THROTTLED, SYSTEM -> new Feedback(Kind.BUSY, worst);
            case GREYLISTED, RECIPIENT -> new Feedback(Kind.GOOD, worst);
            // RFC 3463 §3.5: 4.4.x, the connection was lost
            case OTHER -> new Feedback(worst.status().startsWith("4.4.") ? Kind.DOWN : Kind.GOOD, worst);
        };
    }

    /// @param reason why no host answered about a mail
    static Feedback ofUnreachable(Reply reason) {
        if (reason.permanentFailure()) {
            return new Feedback(Kind.NONE, reason);
        }
        boolean busy = ReplyClass.of(reason) == ReplyClass.THROTTLED;
        return new Feedback(busy ? Kind.BUSY : Kind.DOWN, reason);
    }
}
