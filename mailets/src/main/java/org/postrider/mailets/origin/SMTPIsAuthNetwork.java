package org.postrider.mailets.origin;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail from a client in a network that the listener trusts: `match="SMTPIsAuthNetwork"`.
public final class SMTPIsAuthNetwork implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return mail.origin().trusted();
    }
}
