package org.postrider.mailets.note;

import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;

/// Why another host refused a mail, as the outbound queue notes it.
final class Failure {
    private static final String FAILURE_ATTRIBUTE = "postrider.failure";
    // RFC 3463 §3.5: delivery time expired
    private static final String EXPIRED = "5.4.7";

    private Failure() {}

    static Optional<Reply> of(Mail mail) {
        try {
            return mail.attribute(FAILURE_ATTRIBUTE).map(Reply::parse);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static boolean isTemporary(Reply reply) {
        return reply.transientFailure() || reply.status().equals(EXPIRED);
    }
}
