package org.postrider.filters;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.smtp.SessionView;

/// What filters ask about a client.
final class Clients {
    private static final int IPV4_NETWORK_OCTETS = 3;
    private static final int IPV6_NETWORK_OCTETS = 8;

    private Clients() {}

    /// True for one that may relay, and for one in a network that is exempt.
    static boolean isExempt(SessionView session, List<Network> exempt) {
        return session.mayRelay() || isIn(session, exempt);
    }

    static boolean isIn(SessionView session, List<Network> networks) {
        return networks.stream().anyMatch(network -> network.contains(session.client()));
    }

    /// The /24 of IPv4, the /64 of IPv6: large senders have several hosts in one, and whoever has one IPv6 address has
    /// a whole /64.
    static String network(InetAddress client) {
        byte[] octets = client.getAddress();
        boolean ipv4 = octets.length == 4;
        Arrays.fill(octets, ipv4 ? IPV4_NETWORK_OCTETS : IPV6_NETWORK_OCTETS, octets.length, (byte) 0);
        return address(octets).getHostAddress() + (ipv4 ? "/24" : "/64");
    }

    /// An address of IPv4, the /64 of IPv6.
    static String host(InetAddress client) {
        return client.getAddress().length == 4 ? client.getHostAddress() : network(client);
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen octets are an address", e);
        }
    }
}
