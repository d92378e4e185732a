package org.postrider.mailets.note;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that another host has refused for now, until its time was over, in the processor `bounces`:
/// `match="IsRemoteDeliveryTemporaryError"`.
public final class IsRemoteDeliveryTemporaryError implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return Failure.of(mail).filter(reply -> Failure.isTemporary(reply)).isPresent();
    }
}
