package org.postrider.mailets.address;

import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients of which the sender wants to be told when the mail was failed (RFC 3461 §4.1): Where nothing was asked, a
/// failure is told.
/// `match="DSNFailureRequested"`.
public final class DSNFailureRequested implements RecipientMatcher {
    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return recipient.dsn().onFailure();
    }
}
