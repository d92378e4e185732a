package org.postrider.api.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Opens connections to other hosts.
public interface Connector {
    /// Connects and, with [TlsLevel#IMPLICIT], shakes hands. Otherwise [Connection#startTls] does so later,
    /// where the
    /// level is not [TlsLevel#NONE]; its argument is what the client sends before (`STARTTLS\r\n` is sent
    /// and answered
    /// before the call, so it is empty).
    ///
    /// @throws IOException where it cannot be reached in time; the message says why
    Connection connect(Destination destination) throws IOException;

    /// @param address where to
    /// @param serverName whose certificate is expected, and SNI
    /// @param tls which TLS the connection may be upgraded to
    /// @param bind the local address, where it matters
    /// @param limit for connecting and for each handshake
    record Destination(
            SocketAddress address, String serverName, TlsLevel tls, Optional<InetAddress> bind, Duration limit) {}
}
