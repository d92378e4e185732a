package org.postrider.mailets.address;

import java.util.List;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients that are one of some addresses: `match="RecipientIs=ann@example.org,bob@example.org"`.
final class RecipientIs implements RecipientMatcher {
    private final Set<MailAddress> wanted;

    public RecipientIs(Config config) {
        this.wanted = Set.copyOf(config.recipients());
    }

    /// @param recipients any of them
    record Config(
            @Option(doc = "The addresses, between commas.") List<MailAddress> recipients) {
        Config {
            recipients = Given.some(recipients, "RecipientIs=somebody@example.org");
        }
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return wanted.contains(recipient.address());
    }
}
