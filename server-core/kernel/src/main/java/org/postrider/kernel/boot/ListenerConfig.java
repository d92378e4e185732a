package org.postrider.kernel.boot;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;

/// A `<listener>` of `conf/listeners.xml`, but for the options of its protocol.
record ListenerConfig(
        @Option(doc = "Its name in the log; unique.") String name,

        @Option(doc = "What it speaks: the name of a protocol of a plugin.")
        String protocol,

        @Option(
                doc =
                        "Where it listens: address:port, [::]:port for all addresses, or the path of a Unix socket, such as"
                                + " /run/postrider/lmtp; several with commas. Programs that connect by a socket count as this host.")
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
        Duration maxSession,

        @Option(
                doc =
                        "Who may connect to a Unix socket: the permissions of its file, in octal. 660, where it is not given:"
                                + " the server's user and group; 666: every program of this machine.")
        Optional<String> socketMode) {
    private static final String MODE = "660";

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
        if (bind.stream()
                .anyMatch(address -> !address.isPath() && address.port().isEmpty())) {
            throw new IllegalArgumentException(
                    "each bind needs a port, such as 127.0.0.1:25, or is the path of a Unix socket, which begins with /");
        }
        boolean socket = bind.stream().anyMatch(HostPort::isPath);
        if (socket && tls != Tls.NONE) {
            throw new IllegalArgumentException(
                    "a Unix socket has no TLS: make the socket another listener, with tls=\"none\"");
        }
        if (socket && !proxyProtocol.isEmpty()) {
            throw new IllegalArgumentException("proxyProtocol is for connections from a network, not a Unix socket");
        }
        if (socketMode.isPresent() && !socket) {
            throw new IllegalArgumentException(
                    "socketMode is for a Unix socket, and bind names none; remove it, or say which networks may connect"
                            + " in the firewall");
        }
        if (!socketMode.orElse(MODE).matches("[0-7]{3}")) {
            throw new IllegalArgumentException("socketMode is three octal digits, such as 660");
        }
        if (maxConnections < 1 || maxConnectionsPerClient < 1) {
            throw new IllegalArgumentException("the numbers of connections must be at least 1");
        }
        if (!maxSession.isPositive()) {
            throw new IllegalArgumentException("maxSession must be more than 0, such as 1d");
        }
    }

    Set<PosixFilePermission> socketPermissions() {
        StringBuilder letters = new StringBuilder();
        String mode = socketMode.orElse(MODE);
        for (int i = 0; i < mode.length(); i++) {
            int bits = mode.charAt(i) - '0';
            letters.append((bits & 4) != 0 ? 'r' : '-');
            letters.append((bits & 2) != 0 ? 'w' : '-');
            letters.append((bits & 1) != 0 ? 'x' : '-');
        }
        return PosixFilePermissions.fromString(letters.toString());
    }

    enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }
}
