package org.postrider.kernel.directory;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Domain;

/// `conf/domains.xml`: the domains whose mail ends here.
public record DomainsConfig(
        @Option(doc = "A domain whose mail ends here.") List<DomainEntry> domain) {
    public DomainsConfig {
        domain = List.copyOf(domain);
    }

    /// One local domain.
    public record DomainEntry(
            @Option(doc = "The domain's name.") Domain name) {}
}
