package org.postrider.kernel.boot;

import java.time.Duration;
import java.util.List;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;

/// A `<listener>` of `conf/listeners.xml`, but for the options of its protocol.
record ListenerConfig(
        @Option(doc = "Its name in the log; unique.") String name,

        @Option(doc = "What it speaks: the name of a protocol of a plugin.")
        String protocol,

        @Option(doc = "Where it listens: address:port, [::]:port for all addresses; several with commas.")
        List<HostPort> bind,

        @Option(
                doc = "none; starttls: in the clear until the client asks; implicit: from the first octet (RFC 8314).",
                defaultValue = "none")
        Tls tls,

        @Option(
                doc =
                        "Whether clients are asked for a certificate, to log in by it (EXTERNAL); needs clientAuthorities in"
                                + " <tls> of server.xml. A client need not have one.",
                defaultValue = "false")
        boolean clientCertificates,

        @Option(doc = "How many connections at a time; further ones are told to come back.", defaultValue = "1000")
        int maxConnections,

        @Option(doc = "How many connections at a time from one address.", defaultValue = "100")
        int maxConnectionsPerClient,

        @Option(
                doc =
                        "Networks of load balancers and proxies whose connections begin with the PROXY protocol (version 1"
                                + " or 2, as HAProxy's send-proxy makes it) and so tell the client's address; one that does not"
                                + " begin so is closed. Nobody else may.")
        List<Network> proxyProtocol,

        @Option(doc = "How long a session may last before it is asked to end.", defaultValue = "1d")
        Duration maxSession) {
    ListenerConfig {
        bind = List.copyOf(bind);
        proxyProtocol = List.copyOf(proxyProtocol);
        if (proxyProtocol.stream().anyMatch(network -> network.prefixBits() == 0)) {
            throw new IllegalArgumentException(
                    "proxyProtocol holds everybody: anybody could pretend to be anybody. Name your proxies");
        }
        if (bind.isEmpty()) {
            throw new IllegalArgumentException("the listener " + name + " needs bind, such as bind=\"[::]:25\"");
        }
        if (bind.stream().anyMatch(address -> address.port().isEmpty())) {
            throw new IllegalArgumentException("each bind needs a port, such as 127.0.0.1:25");
        }
        if (maxConnections < 1 || maxConnectionsPerClient < 1) {
            throw new IllegalArgumentException("the numbers of connections must be at least 1");
        }
        if (!maxSession.isPositive()) {
            throw new IllegalArgumentException("maxSession must be more than 0, such as 1d");
        }
    }

    enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }
}
