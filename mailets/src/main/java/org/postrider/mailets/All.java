package org.postrider.mailets;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Everybody: `match="All"`.
public final class All implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return true;
    }
}
