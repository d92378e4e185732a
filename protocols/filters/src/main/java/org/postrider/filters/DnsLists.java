package org.postrider.filters;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Adds up what DNS lists (RFC 5782) say of the client's address: block lists have positive weights, allow lists
/// negative
/// ones, and from a threshold on each RCPT but the postmaster's is refused. A list that answers everything or nothing
/// is
/// left out, with a warning, until it is in order again.
public final class DnsLists implements SessionFilter {
    private static final String NOTE = "filters.dns-lists";

    private final Config config;
    private final List<ListedZone> zones;

    public DnsLists(Config config, Dns dns, InstantSource clock) {
        this.config = config;
        this.zones = config.zone().stream()
                .map(zone -> new ListedZone(zone, dns, clock))
                .toList();
    }

    /// Its options.
    public record Config(
            @Option(doc = "A list.") List<Zone> zone,

            @Option(doc = "From this sum of the weights on a client is refused.", defaultValue = "10")
            int threshold,

            @Option(doc = "Networks whose hosts are not looked up.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            zone = List.copyOf(zone);
            exempt = List.copyOf(exempt);
            if (zone.isEmpty()) {
                throw new IllegalArgumentException("at least one <zone name=\"...\"/> is needed");
            }
            if (threshold < 1) {
                throw new IllegalArgumentException("the threshold must be at least 1");
            }
        }
    }

    /// A list.
    public record Zone(
            @Option(doc = "Its domain, such as zen.spamhaus.org.")
            Domain name,

            @Option(doc = "What a listing adds; less than 0 for a list of good hosts.", defaultValue = "10")
            int weight,

            @Option(
                    doc =
                            "The answers that count, such as 127.0.0.2, 127.0.0.4/30; all in 127.0.0.0/8 where it is not given"
                                    + " but those of 127.255.255.0/24, which say that the question was refused.")
            List<Network> codes) {
        public Zone {
            codes = List.copyOf(codes);
        }
    }

    @Override
    public Verdict rcpt(SessionView session, MailAddress recipient) {
        boolean postmaster = recipient.localPart().equalsIgnoreCase("postmaster");
        if (postmaster || Clients.isExempt(session, config.exempt())) {
            return Verdict.PROCEED;
        }
        String listed = session.notes().get(NOTE).orElseGet(() -> {
            String found = listings(session.client());
            session.notes().put(NOTE, found);
            return found;
        });
        // RFC 5782 §5: the reply names the list, so that a person can ask there.
        return listed.isEmpty()
                ? Verdict.PROCEED
                : new Verdict.Refuse(Reply.of(
                        550, "5.7.1", "Your address " + session.client().getHostAddress() + " is listed by " + listed));
    }

    // Empty below the threshold.
    private String listings(InetAddress client) {
        int sum = 0;
        List<String> names = new ArrayList<>();
        for (ListedZone zone : zones) {
            if (zone.lists(client)) {
                sum += zone.weight();
                if (zone.weight() > 0) {
                    names.add(zone.name());
                }
            }
        }
        return sum >= config.threshold() ? String.join(", ", names) : "";
    }
}
