package org.postrider.mailets.origin;

import java.net.InetAddress;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;

/// The networks of a matcher.
///
/// @param networks at least one
record Networks(
        @Option(doc = "The networks, between commas.") List<Network> networks) {
    Networks {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("say which networks, as in =192.0.2.0/24");
        }
    }

    boolean contain(InetAddress client) {
        return networks.stream().anyMatch(network -> network.contains(client));
    }
}
