package org.postrider.mailets.note;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that the server itself has made, such as a report, a notice or an automatic reply: `match="SentByMailet"`.
public final class SentByMailet implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return mail.origin().protocol().equals("local");
    }
}
