package org.postrider.mailets;

import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients to whom mail may leave for other hosts: of mail from somebody who logged in or is in a trusted network,
/// made by the server itself, or sent on by an alias; and of any mail those in domains for which this server relays.
/// `match="RelayAllowed"`.
public final class RelayAllowed implements RecipientMatcher {
    private static final String MADE_HERE = "local";

    private final RecipientCheck recipients;

    public RelayAllowed(RecipientCheck recipients) {
        this.recipients = recipients;
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return mail.origin().authenticated()
                || mail.origin().trusted()
                || mail.origin().protocol().equals(MADE_HERE)
                || mail.attribute(RewriteTable.REWRITTEN_ATTRIBUTE).isPresent()
                || recipients.isRelayed(recipient.address().domain());
    }
}
