package org.postrider.mailets.address;

import java.util.List;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;
import org.postrider.api.plugin.AlsoNamed;

/// Recipients in one of some domains: `match="RecipientDomainIs=example.org,example.net"`.
@AlsoNamed("HostIs")
final class RecipientDomainIs implements RecipientMatcher {
    private final Set<Domain> domains;

    public RecipientDomainIs(Config config) {
        this.domains = Set.copyOf(config.domains());
    }

    /// @param domains any of them
    record Config(
            @Option(doc = "The domains, between commas; their subdomains are others.")
            List<Domain> domains) {
        Config {
            domains = Given.some(domains, "RecipientDomainIs=example.org");
        }
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return domains.contains(recipient.address().domain());
    }
}
