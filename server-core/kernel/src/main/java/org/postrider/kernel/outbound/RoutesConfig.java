package org.postrider.kernel.outbound;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Domain;
import org.postrider.api.net.TlsLevel;

/// `conf/routes.xml`: which way mail for other hosts takes.
public record RoutesConfig(
        @Option(
                doc =
                        "Which addresses of a host are tried, in which order: ipv6-first, ipv4-first, ipv6-only, ipv4-only.",
                defaultValue = "ipv6-first")
        AddressOrder addresses,

        @Option(
                doc =
                        "A way, and which mail takes it. The first that fits is taken; without one, mail goes to the MX hosts of"
                                + " the recipient's domain.")
        List<RouteEntry> route) {
    public RoutesConfig {
        route = List.copyOf(route);
        Map<String, RouteEntry> byName = new LinkedHashMap<>();
        for (RouteEntry entry : route) {
            if (byName.put(entry.name(), entry) != null) {
                throw new IllegalArgumentException("two routes have the name " + entry.name() + "; change one");
            }
        }
        byName.values().forEach(entry -> checkAfter(entry, byName));
    }

    private static void checkAfter(RouteEntry start, Map<String, RouteEntry> byName) {
        Set<String> way = new HashSet<>();
        RouteEntry entry = start;
        while (entry.after().isPresent()) {
            String next = entry.after().get().route();
            if (!way.add(entry.name())) {
                throw new IllegalArgumentException("the route " + start.name() + " leads back to " + entry.name()
                        + " by <after>; let one of them end it");
            }
            RouteEntry found = byName.get(next);
            if (found == null) {
                throw new IllegalArgumentException("the route " + entry.name() + " goes on by " + next
                        + ", which is no route; there are: " + String.join(", ", byName.keySet()));
            }
            entry = found;
        }
    }

    /// One way.
    public record RouteEntry(
            @Option(doc = "Its name, for logs, the queue, and <after>.")
            String name,

            @Option(
                    doc =
                            "For whom: name@domain, a domain, or .domain for all its sub-domains. Without any: everybody. Where"
                                    + " recipient, sender and user are given, all of them must fit.")
            List<String> recipient,

            @Option(doc = "From whom: like recipient, and <> for mail without a sender.")
            List<String> sender,

            @Option(doc = "Which user submitted it: like recipient.")
            List<String> user,

            @Option(
                    doc =
                            "Whether it is taken only where another route's <after>, or a mail's attribute postrider.route, names it.",
                    defaultValue = "false")
            boolean byNameOnly,

            @Option(
                    doc =
                            "The hosts, with their ports, or the paths of Unix sockets, tried in order; for a transport that is no"
                                    + " network's, its names."
                                    + " Without any: the MX hosts of each recipient's domain.")
            List<HostPort> host,

            @Option(
                    doc = "How the hosts are found: address, or mx: by the MX records of their names.",
                    defaultValue = "address")
            Lookup lookup,

            @Option(doc = "The transport: smtp, lmtp, or one of a plugin.", defaultValue = "smtp")
            String transport,

            @Option(
                    doc = "How much TLS is insisted on: none, opportunistic, required (any certificate), verified, or"
                            + " implicit (from the first octet, verified).",
                    defaultValue = "opportunistic")
            TlsLevel tls,

            @Option(doc = "The name to log in with.") Optional<String> login,

            @Option(
                    doc =
                            "The password to log in with: given only to a host that proves its name (tls is verified or implicit).")
            Optional<Secret> password,

            @Option(
                    doc =
                            "The addresses of this machine to connect from, one for IPv4 and one for IPv6; a family without one is"
                                    + " not used then.")
            List<InetAddress> bind,

            @Option(doc = "The name in EHLO, where it is not the server's.")
            Optional<Domain> hello,

            @Option(doc = "Hosts that are tried, in the same attempt, when none of the others answers.")
            List<HostPort> fallback,

            @Option(doc = "Another route after some attempts that failed.")
            Optional<After> after) {
        private static final Set<String> HOSTS_ONLY = Set.of("lmtp", "pipe");

        public RouteEntry {
            recipient = List.copyOf(recipient);
            sender = List.copyOf(sender);
            user = List.copyOf(user);
            host = List.copyOf(host);
            bind = List.copyOf(bind);
            fallback = List.copyOf(fallback);
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a route: letters, digits, '.', '-' and '_', at most 64");
            }
            List.of(recipient, sender, user).forEach(all -> all.forEach(AddressPattern::parse));
            if (login.isPresent() != password.isPresent()) {
                throw new IllegalArgumentException("<login> and <password> go together");
            }
            if (login.isPresent() && host.isEmpty()) {
                throw new IllegalArgumentException("a <login> needs a <host>: nobody logs in to the world");
            }
            if (login.isPresent() && tls != TlsLevel.VERIFIED && tls != TlsLevel.IMPLICIT) {
                throw new IllegalArgumentException(
                        "a <login> needs tls=\"verified\" or \"implicit\": without, anybody on"
                                + " the way could take the password");
            }
            // RFC 2033 §5: LMTP is not for the hosts that MX records name; nor has a program any.
            if (host.isEmpty() && HOSTS_ONLY.contains(transport)) {
                throw new IllegalArgumentException(
                        "transport=\"" + transport + "\" needs a <host>: it does not go to the MX hosts of a domain");
            }
            if (lookup == Lookup.MX && host.isEmpty()) {
                throw new IllegalArgumentException(
                        "lookup=\"mx\" is about the <host> elements, and there is none; remove it");
            }
            if (Stream.concat(host.stream(), fallback.stream()).anyMatch(HostPort::isPath)
                    && (login.isPresent()
                            || lookup == Lookup.MX
                            || tls == TlsLevel.REQUIRED
                            || tls == TlsLevel.VERIFIED
                            || tls == TlsLevel.IMPLICIT)) {
                throw new IllegalArgumentException(
                        "a Unix socket among the hosts has neither MX records, TLS nor a <login>; give it a route of"
                                + " its own");
            }
            if (bind.stream().map(InetAddress::getClass).distinct().count() < bind.size()) {
                throw new IllegalArgumentException("bind takes one address of each family");
            }
        }
    }

    /// When a route is given up for another.
    public record After(
            @Option(doc = "How many attempts.") int failures,

            @Option(doc = "The name of the route that is taken from then on.")
            String route) {
        public After {
            if (failures < 1) {
                throw new IllegalArgumentException("failures is at least 1");
            }
        }
    }

    /// How a route's hosts are found.
    public enum Lookup {
        ADDRESS,
        MX
    }

    /// Which addresses of a host are tried, in which order.
    public enum AddressOrder {
        IPV6_FIRST,
        IPV4_FIRST,
        IPV6_ONLY,
        IPV4_ONLY
    }
}
