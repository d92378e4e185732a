package org.postrider.mailets.address;

import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients of which the sender wants to be told when the mail was delivered (RFC 3461 §4.1):
/// `match="DSNSuccessRequested"`.
public final class DSNSuccessRequested implements RecipientMatcher {
    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return recipient.dsn().notifyOn().contains(DsnRequest.Notify.SUCCESS);
    }
}
