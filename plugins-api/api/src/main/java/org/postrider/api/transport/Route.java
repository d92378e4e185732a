package org.postrider.api.transport;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Secret;
import org.postrider.api.net.TlsLevel;

/// How a mail leaves.
///
/// @param transport the name of a [Transport]: `smtp`, `lmtp`, ...
/// @param hosts tried in order, each looked up by address (no MX); empty: the recipient domain's MX hosts
/// @param tls what is insisted on
/// @param credentials for hosts that want AUTH
public record Route(String transport, List<HostPort> hosts, TlsLevel tls, Optional<Credentials> credentials) {
    /// Straight to the world: SMTP to the MX hosts of each recipient's domain.
    public static final Route BY_MX = new Route("smtp", List.of(), TlsLevel.OPPORTUNISTIC, Optional.empty());

    public Route {
        hosts = List.copyOf(hosts);
    }

    /// @param user for AUTH
    public record Credentials(String user, Secret password) {}
}
