package org.postrider.protocol.sasl;

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
    public boolean allows(Connection connection) {
        return connection.tls().isPresent()
                || switch (this) {
                    case NEVER -> false;
                    case LOOPBACK -> connection.client().isLoopbackAddress();
                    case ALWAYS -> true;
                };
    }
}
