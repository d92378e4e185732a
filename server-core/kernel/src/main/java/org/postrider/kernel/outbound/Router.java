package org.postrider.kernel.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.postrider.api.config.HostPort;
import org.postrider.api.dns.Dns;
import org.postrider.api.dns.Dns.Answer;
import org.postrider.api.dns.Dns.Mx;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.outbound.RoutesConfig.AddressOrder;
import org.postrider.kernel.outbound.RoutesConfig.Lookup;

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
    private final Routes routes;
    private final RandomGenerator random;

    /// @param own the name of this host
    public Router(Dns dns, Domain own, OutboundConfig config, Routes routes, RandomGenerator random) {
        this.dns = dns;
        this.own = own;
        this.mxPort = config.mxPort();
        this.addressesMax = config.addressesMax();
        this.routes = routes;
        this.random = random;
    }

    /// @param domain of the recipients
    public Hops hops(Way way, Domain domain, Transport transport) {
        if (!transport.usesNetwork()) {
            return named(way, domain);
        }
        Hops hops = direct(way, domain, transport.defaultPort());
        // One that is wrong for good is not better elsewhere.
        boolean forGood = hops instanceof Hops.None(var reason) && reason.permanentFailure();
        if (way.fallback().isEmpty() || forGood) {
            return hops;
        }
        return switch (addresses(way.fallback(), way, transport.defaultPort())) {
            case Hops.Found(var more) ->
                hops instanceof Hops.Found(var first)
                        ? new Hops.Found(
                                Stream.concat(first.stream(), more.stream()).toList())
                        : new Hops.Found(more);
            case Hops.None _ -> hops;
        };
    }

    // The transport knows the names itself.
    private static Hops named(Way way, Domain domain) {
        List<HostPort> names = way.hosts().isEmpty() ? List.of(HostPort.parse(domain.name())) : way.hosts();
        return new Hops.Found(names.stream()
                .map(name -> target(
                        name.host(),
                        InetSocketAddress.createUnresolved(name.host(), name.portOr(0)),
                        way,
                        Optional.empty()))
                .toList());
    }

    private Hops direct(Way way, Domain domain, int defaultPort) {
        if (way.hosts().isEmpty()) {
            return byMx(domain, way, mxPort.orElse(defaultPort));
        }
        if (way.lookup() == Lookup.ADDRESS) {
            return addresses(way.hosts(), way, defaultPort);
        }
        List<Transport.Target> targets = new ArrayList<>();
        Hops last = new Hops.None(NO_HOST);
        for (HostPort host : way.hosts()) {
            last = byMx(new Domain(host.host()), way, host.portOr(mxPort.orElse(defaultPort)));
            if (last instanceof Hops.Found(var found)) {
                targets.addAll(found);
            }
        }
        return targets.isEmpty() ? last : limited(targets);
    }

    private Hops byMx(Domain domain, Way way, int port) {
        if (domain.isLiteral()) {
            return literal(domain, way, port);
        }
        return switch (dns.mx(domain)) {
            case Answer.Found<Mx>(var records) -> byPreference(records, way, port);
            // RFC 5321 §5.1: without MX records the domain itself is the host.
            case Answer.NoData<Mx> _ -> addresses(List.of(HostPort.parse(domain.name())), way, port);
            case Answer.NoName<Mx> _ -> new Hops.None(NO_DOMAIN);
            case Answer.Failed<Mx> _ -> new Hops.None(NO_ANSWER);
        };
    }

    private Hops byPreference(List<Mx> records, Way way, int port) {
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
        return hosts.isEmpty() ? new Hops.None(NO_HOST) : addresses(hosts, way, port);
    }

    private Hops addresses(List<HostPort> hosts, Way way, int defaultPort) {
        List<Transport.Target> targets = new ArrayList<>();
        boolean unanswered = false;
        for (HostPort host : hosts) {
            if (targets.size() >= addressesMax) {
                break;
            }
            if (host.isPath()) {
                targets.add(socket(host, way));
                continue;
            }
            switch (lookUp(host.host())) {
                case Answer.Found<InetAddress>(var addresses) -> {
                    for (InetAddress address : usable(addresses, way)) {
                        targets.add(target(host.host(), address, host.portOr(defaultPort), way));
                    }
                }
                case Answer.Failed<InetAddress> _ -> unanswered = true;
                case Answer.NoData<InetAddress> _, Answer.NoName<InetAddress> _ -> {}
            }
        }
        if (targets.isEmpty()) {
            return new Hops.None(unanswered ? NO_ANSWER : NO_HOST);
        }
        return limited(targets);
    }

    private Hops limited(List<Transport.Target> targets) {
        return new Hops.Found(targets.subList(0, Math.min(targets.size(), addressesMax)));
    }

    private List<InetAddress> usable(List<InetAddress> addresses, Way way) {
        // Once: a reload may change it.
        AddressOrder order = routes.addressOrder();
        boolean sixOnly = order == AddressOrder.IPV6_ONLY;
        boolean fourOnly = order == AddressOrder.IPV4_ONLY;
        Comparator<InetAddress> sixFirst = Comparator.comparing(address -> address instanceof Inet4Address);
        return addresses.stream()
                .filter(address -> address instanceof Inet4Address ? !sixOnly : !fourOnly)
                // An address to connect from says which family may be used.
                .filter(address -> way.bind().isEmpty() || bind(way, address).isPresent())
                .sorted(order == AddressOrder.IPV4_FIRST ? sixFirst.reversed() : sixFirst)
                .toList();
    }

    private static Optional<InetAddress> bind(Way way, InetAddress to) {
        return way.bind().stream()
                .filter(from -> from.getClass() == to.getClass())
                .findFirst();
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
    private Hops literal(Domain domain, Way way, int port) {
        String inside = domain.name().substring(1, domain.name().length() - 1);
        String number = inside.toLowerCase(Locale.ROOT).startsWith("ipv6:") ? inside.substring(5) : inside;
        try {
            InetAddress address = InetAddress.ofLiteral(number);
            return new Hops.Found(List.of(target(domain.name(), address, port, way)));
        } catch (IllegalArgumentException e) {
            return new Hops.None(NO_DOMAIN);
        }
    }

    private static Transport.Target target(String host, InetAddress address, int port, Way way) {
        return target(host, new InetSocketAddress(address, port), way, bind(way, address));
    }

    // Nobody else reads what goes through it: no TLS.
    private static Transport.Target socket(HostPort path, Way way) {
        return new Transport.Target(
                path.host(),
                UnixDomainSocketAddress.of(path.host()),
                TlsLevel.NONE,
                Optional.empty(),
                Optional.empty(),
                way.hello());
    }

    private static Transport.Target target(
            String host, InetSocketAddress address, Way way, Optional<InetAddress> bind) {
        return new Transport.Target(host, address, way.tls(), way.credentials(), bind, way.hello());
    }
}
