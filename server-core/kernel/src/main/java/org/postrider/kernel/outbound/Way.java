package org.postrider.kernel.outbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.HostPort;
import org.postrider.api.mail.Domain;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Route;
import org.postrider.kernel.outbound.RoutesConfig.Lookup;
import org.postrider.kernel.outbound.RoutesConfig.RouteEntry;

/// The way that a mail takes now: what the pipeline asked for, or a route of `routes.xml`.
///
/// @param name of the route; empty where there is none
/// @param place where it stands
/// @param hosts empty: the MX hosts of the recipient's domain
/// @param fallback tried when none of the others answers
public record Way(
        String name,
        String place,
        String transport,
        List<HostPort> hosts,
        Lookup lookup,
        TlsLevel tls,
        Optional<Route.Credentials> credentials,
        List<InetAddress> bind,
        Optional<Domain> hello,
        List<HostPort> fallback) {
    static Way of(Route route) {
        return new Way(
                "",
                "",
                route.transport(),
                route.hosts(),
                Lookup.ADDRESS,
                route.tls(),
                route.credentials(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    static Way of(RouteEntry entry, String place) {
        return new Way(
                entry.name(),
                place,
                entry.transport(),
                entry.host(),
                entry.lookup(),
                entry.tls(),
                entry.login().flatMap(login -> entry.password().map(secret -> new Route.Credentials(login, secret))),
                entry.bind(),
                entry.hello(),
                entry.fallback());
    }

    /// What stands with a waiting mail.
    Route route() {
        return new Route(transport, hosts, tls, credentials);
    }
}
