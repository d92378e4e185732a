package org.postrider.mailets.address;

import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients of which the sender wants to be told when the mail was delayed (RFC 3461 §4.1): Where nothing was asked,
/// a delay is told.
/// `match="DSNDelayRequested"`.
public final class DSNDelayRequested implements RecipientMatcher {
    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return recipient.dsn().notifyOn().isEmpty()
                || recipient.dsn().notifyOn().contains(DsnRequest.Notify.DELAY);
    }
}
