package org.postrider.mailets.address;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with exactly one recipient: `match="IsSingleRecipient"`.
public final class IsSingleRecipient implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return mail.recipients().size() == 1;
    }
}
