package org.postrider.mailets.origin;

import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail from a client that is in none of some networks: `match="RemoteAddrNotInNetwork=192.0.2.0/24,2001:db8::/32"`.
/// Mail that no
/// client brought, such as a report of the server itself, does not match.
final class RemoteAddrNotInNetwork implements MailMatcher {
    private final List<Network> networks;

    public RemoteAddrNotInNetwork(Config config) {
        this.networks = config.networks();
    }

    /// @param networks none of them
    record Config(
            @Option(doc = "The networks, between commas.") List<Network> networks) {
        Config {
            networks = List.copyOf(networks);
            if (networks.isEmpty()) {
                throw new IllegalArgumentException("say which: RemoteAddrNotInNetwork=192.0.2.0/24");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.origin()
                .client()
                .filter(client -> networks.stream().noneMatch(network -> network.contains(client)))
                .isPresent();
    }
}
