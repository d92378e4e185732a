package org.postrider.mailets;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Nobody, for a step that is to rest without being removed: `match="None"`.
public final class None implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return false;
    }
}
