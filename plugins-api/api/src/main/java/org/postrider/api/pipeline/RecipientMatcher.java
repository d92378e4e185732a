package org.postrider.api.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;

/// A matcher that looks at each recipient by itself.
@FunctionalInterface
public interface RecipientMatcher extends Matcher {
    boolean matches(Recipient recipient, Mail mail) throws Exception;

    @Override
    default List<Recipient> match(Mail mail) throws Exception {
        List<Recipient> matched = new ArrayList<>(mail.recipients().size());
        for (Recipient recipient : mail.recipients()) {
            if (matches(recipient, mail)) {
                matched.add(recipient);
            }
        }
        return matched;
    }
}
