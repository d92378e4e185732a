package org.postrider.kernel.directory;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
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
            @Option(doc = "The domain's name.") Domain name,

            @Option(
                    doc =
                            "How much mail each of its accounts may hold; 0 for as much as it likes. Where it is not given, the server's holds.")
            Optional<ByteSize> quota,

            @Option(doc = "How many messages each of them may hold; 0 for as many as it likes.")
            Optional<Long> quotaMessages,

            @Option(doc = "How many mailboxes each of them may have, INBOX among them; 0 for as many as it likes.")
            Optional<Long> quotaMailboxes) {
        public DomainEntry {
            var _ = new QuotaLimits(quota, quotaMessages, quotaMailboxes);
        }

        QuotaLimits limits() {
            return new QuotaLimits(quota, quotaMessages, quotaMailboxes);
        }
    }
}
