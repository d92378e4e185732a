package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.mail.Domain;

/// `conf/domains.xml`: the domains whose mail ends here, and those for which this server stands before another.
public record DomainsConfig(
        @Option(doc = "A domain whose mail ends here.") List<DomainEntry> domain,

        @Option(
                doc =
                        "A domain whose users are on another host, for which mail is taken from everybody, and handed on by"
                                + " routes.xml, or to its MX hosts.")
        List<RelayEntry> relay) {
    public DomainsConfig {
        domain = List.copyOf(domain);
        relay = List.copyOf(relay);
        Set<Domain> relayed = new HashSet<>();
        for (RelayEntry entry : relay) {
            if (!relayed.add(entry.name())) {
                throw new IllegalArgumentException("<relay> names " + entry.name() + " twice; remove one");
            }
        }
        domain.stream()
                .map(DomainEntry::name)
                .filter(relayed::contains)
                .findFirst()
                .ifPresent(both -> {
                    throw new IllegalArgumentException(both
                            + " is a <domain>, whose mail ends here, and a <relay>, whose mail goes on; remove one");
                });
    }

    /// One local domain.
    public record DomainEntry(
            @Option(doc = "The domain's name.") Domain name,

            @Option(
                    doc =
                            "Where its users are kept: the name of a <directory> in server.xml; users.xml where it is not given.")
            Optional<String> directory,

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

    /// One domain of another host.
    public record RelayEntry(
            @Option(doc = "The domain's name.") Domain name,

            @Option(
                    doc =
                            "A file with its addresses, one a line, # before a comment; read again when it changes. Others"
                                    + " are refused at once, but for postmaster. Without it all are taken, and what the other"
                                    + " host refuses is reported to its sender, who may have been forged: give it one.")
            Optional<Path> recipients) {}
}
