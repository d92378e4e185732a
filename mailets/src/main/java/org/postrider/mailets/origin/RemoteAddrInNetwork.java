package org.postrider.mailets.origin;

import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail from a client in one of some networks: `match="RemoteAddrInNetwork=192.0.2.0/24,2001:db8::/32"`. Mail that no
/// client brought, such as a report of the server itself, does not match.
final class RemoteAddrInNetwork implements MailMatcher {
    private final List<Network> networks;

    public RemoteAddrInNetwork(Config config) {
        this.networks = config.networks();
    }

    /// @param networks any of them
    record Config(
            @Option(doc = "The networks, between commas.") List<Network> networks) {
        Config {
            networks = List.copyOf(networks);
            if (networks.isEmpty()) {
                throw new IllegalArgumentException("say which: RemoteAddrInNetwork=192.0.2.0/24");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.origin()
                .client()
                .filter(client -> networks.stream().anyMatch(network -> network.contains(client)))
                .isPresent();
    }
}
