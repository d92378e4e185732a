package org.postrider.mailets;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose sender has logged in: `match="IsAuthenticated"`.
public final class IsAuthenticated implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return mail.origin().authenticated();
    }
}
