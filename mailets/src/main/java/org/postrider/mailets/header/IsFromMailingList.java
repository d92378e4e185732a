package org.postrider.mailets.header;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mailets.text.Automatic;

/// Mail of a mailing list or a machine, to which no automatic answer is due: `match="IsFromMailingList"`. Known by the
/// fields of RFC 2369, RFC 2919 and RFC 3834, by Precedence, and by a null or list-like reverse-path.
public final class IsFromMailingList implements MailMatcher {
    @Override
    public boolean matches(Mail mail) {
        return Automatic.isAutomatic(mail);
    }
}
