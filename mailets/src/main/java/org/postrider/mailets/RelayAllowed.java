package org.postrider.mailets;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that may leave for other hosts: from somebody who logged in or is in a trusted network, made by the server
/// itself, or sent on by an alias. `match="RelayAllowed"`.
public final class RelayAllowed implements MailMatcher {
    private static final String MADE_HERE = "local";

    @Override
    public boolean matches(Mail mail) {
        return mail.origin().authenticated()
                || mail.origin().trusted()
                || mail.origin().protocol().equals(MADE_HERE)
                || mail.attribute(RewriteTable.REWRITTEN_ATTRIBUTE).isPresent();
    }
}
