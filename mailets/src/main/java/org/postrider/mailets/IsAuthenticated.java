package org.postrider.mailets;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.plugin.AlsoNamed;

/// Mail whose sender has logged in: `match="IsAuthenticated"`.
@AlsoNamed("SMTPAuthSuccessful")
public final class IsAuthenticated implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return mail.origin().authenticated();
    }
}
