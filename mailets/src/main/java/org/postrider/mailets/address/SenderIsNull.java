package org.postrider.mailets.address;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with the null reverse-path, as reports and automatic replies have it (RFC 5321 §4.5.5):
/// `match="SenderIsNull"`.
public final class SenderIsNull implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return mail.reversePath().isNull();
    }
}
