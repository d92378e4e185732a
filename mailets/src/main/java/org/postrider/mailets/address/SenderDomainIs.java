package org.postrider.mailets.address;

import java.util.List;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.plugin.AlsoNamed;

/// Mail whose reverse-path is in one of some domains: `match="SenderDomainIs=example.org,example.net"`. A null
/// reverse-path is in none.
@AlsoNamed("SenderHostIs")
final class SenderDomainIs implements MailMatcher {
    private final Set<Domain> domains;

    public SenderDomainIs(Config config) {
        this.domains = Set.copyOf(config.domains());
    }

    /// @param domains any of them
    record Config(
            @Option(doc = "The domains, between commas; their subdomains are others.")
            List<Domain> domains) {
        Config {
            domains = Given.some(domains, "SenderDomainIs=example.org");
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.reversePath()
                .address()
                .filter(sender -> domains.contains(sender.domain()))
                .isPresent();
    }
}
