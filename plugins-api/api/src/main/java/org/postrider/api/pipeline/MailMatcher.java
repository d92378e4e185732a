package org.postrider.api.pipeline;

import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;

/// A matcher that takes a mail for all its recipients or for none.
@FunctionalInterface
public interface MailMatcher extends Matcher {
    boolean matches(Mail mail) throws Exception;

    @Override
    default List<Recipient> match(Mail mail) throws Exception {
        return matches(mail) ? mail.recipients() : List.of();
    }
}
