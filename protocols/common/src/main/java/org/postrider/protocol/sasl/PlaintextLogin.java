package org.postrider.protocol.sasl;

import java.net.InetAddress;
import org.postrider.api.net.Connection;

/// Who may send a password in the clear.
public enum PlaintextLogin {
    /// Nobody: log-in is only over TLS.
    NEVER,
    /// Clients on this host.
    LOOPBACK,
    /// Everybody, which is for networks that nobody else can read.
    ALWAYS;

    /// Whether a password may come over a connection as it is now.
    ///
    /// @param client the peer, or the one for whom it speaks
    public boolean allows(Connection connection, InetAddress client) {
        return connection.tls().isPresent()
                || switch (this) {
                    case NEVER -> false;
                    case LOOPBACK -> client.isLoopbackAddress();
                    case ALWAYS -> true;
                };
    }
}
