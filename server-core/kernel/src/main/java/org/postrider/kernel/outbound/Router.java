package org.postrider.kernel.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.postrider.api.config.HostPort;
import org.postrider.api.dns.Dns;
import org.postrider.api.dns.Dns.Answer;
import org.postrider.api.dns.Dns.Mx;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Reply;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;

/// Finds the hosts that take a domain's mail (RFC 5321 §5). Thread-safe.
public final class Router {
    private static final Reply NO_ANSWER = Reply.of(451, "4.4.3", "the name servers do not answer now");
    private static final Reply NULL_MX = Reply.of(556, "5.1.10", "the domain takes no mail (null MX)");
    private static final Reply NO_HOST = Reply.of(550, "5.4.4", "the domain has no host that takes mail");
    private static final Reply NO_DOMAIN = Reply.of(550, "5.1.2", "there is no such domain");
    private static final Reply LOOP = Reply.of(554, "5.4.6", "the domain's mail leads back to this host");

    private final Dns dns;
    private final Domain own;
    private final Optional<Integer> mxPort;
    private final int addressesMax;
    private final RandomGenerator random;

    /// @param own the name of this host
    public Router(Dns dns, Domain own, OutboundConfig config, RandomGenerator random) {
        this.dns = dns;
        this.own = own;
        this.mxPort = config.mxPort();
        this.addressesMax = config.addressesMax();
        this.random = random;
    }

    Hops hops(Route route, Domain domain, int defaultPort) {
        if (!route.hosts().isEmpty()) {
            return addresses(route.hosts(), route, defaultPort);
        }
        int port = mxPort.orElse(defaultPort);
        if (domain.isLiteral()) {
            return literal(domain, route, port);
        }
        return switch (dns.mx(domain)) {
            case Answer.Found<Mx>(var records) -> byPreference(records, route, port);
            // RFC 5321 §5.1: without MX records the domain itself is the host.
            case Answer.NoData<Mx> _ -> addresses(List.of(HostPort.parse(domain.name())), route, port);
            case Answer.NoName<Mx> _ -> new Hops.None(NO_DOMAIN);
            case Answer.Failed<Mx> _ -> new Hops.None(NO_ANSWER);
        };
    }

    private Hops byPreference(List<Mx> records, Route route, int port) {
        // RFC 7505 §3
        if (records.size() == 1 && records.getFirst().isNull()) {
            return new Hops.None(NULL_MX);
        }
        TreeMap<Integer, List<Mx>> byPreference = new TreeMap<>();
        for (Mx mx : records) {
            if (!mx.isNull()) {
                byPreference
                        .computeIfAbsent(mx.preference(), _ -> new ArrayList<>())
                        .add(mx);
            }
        }
        List<HostPort> hosts = new ArrayList<>();
        for (List<Mx> equals : byPreference.values()) {
            // RFC 5321 §5.1: we are no better than ourselves, and those behind us send the mail back to us.
            if (equals.stream().anyMatch(mx -> mx.host().equalsIgnoreCase(own.name()))) {
                if (hosts.isEmpty()) {
                    return new Hops.None(LOOP);
                }
                break;
            }
            // RFC 5321 §5.1: equals are tried in random order.
            Collections.shuffle(equals, java.util.Random.from(random));
            equals.forEach(mx -> hosts.add(new HostPort(mx.host(), java.util.OptionalInt.empty())));
        }
        return hosts.isEmpty() ? new Hops.None(NO_HOST) : addresses(hosts, route, port);
    }

    private Hops addresses(List<HostPort> hosts, Route route, int defaultPort) {
        List<Transport.Target> targets = new ArrayList<>();
        boolean unanswered = false;
        for (HostPort host : hosts) {
            if (targets.size() >= addressesMax) {
                break;
            }
            switch (lookUp(host.host())) {
                case Answer.Found<InetAddress>(var addresses) -> {
                    for (InetAddress address : addresses) {
                        targets.add(target(host.host(), address, host.portOr(defaultPort), route));
                    }
                }
                case Answer.Failed<InetAddress> _ -> unanswered = true;
                case Answer.NoData<InetAddress> _, Answer.NoName<InetAddress> _ -> {}
            }
        }
        if (targets.isEmpty()) {
            return new Hops.None(unanswered ? NO_ANSWER : NO_HOST);
        }
        return new Hops.Found(targets.subList(0, Math.min(targets.size(), addressesMax)));
    }

    private Answer<InetAddress> lookUp(String host) {
        try {
            return new Answer.Found<>(List.of(InetAddress.ofLiteral(host)));
        } catch (IllegalArgumentException e) {
            // A name, not a number.
            return host.equalsIgnoreCase("localhost")
                    ? new Answer.Found<>(List.of(InetAddress.getLoopbackAddress()))
                    : dns.addresses(host);
        }
    }

    // RFC 5321 §4.1.3
    private Hops literal(Domain domain, Route route, int port) {
        String inside = domain.name().substring(1, domain.name().length() - 1);
        String number = inside.toLowerCase(Locale.ROOT).startsWith("ipv6:") ? inside.substring(5) : inside;
        try {
            InetAddress address = InetAddress.ofLiteral(number);
            return new Hops.Found(List.of(target(domain.name(), address, port, route)));
        } catch (IllegalArgumentException e) {
            return new Hops.None(NO_DOMAIN);
        }
    }

    private static Transport.Target target(String host, InetAddress address, int port, Route route) {
        return new Transport.Target(host, new InetSocketAddress(address, port), route.tls(), route.credentials());
    }
}
