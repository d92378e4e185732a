package org.postrider.api.net;

/// A protocol: called once for each connection to its listener, on a virtual thread of the connection's own.
///
/// One handler is made for each listener, like a mailet: the constructor takes the configuration record for the
/// listener's options, [ListenerInfo] and services.
public interface ProtocolHandler {
    /// Speaks with the peer until the session is over. The caller closes the connection.
    ///
    /// With implicit TLS the handshake is done. Before it returns normally it has flushed its last words.
    ///
    /// @throws ConnectionEndedException as the connection threw it
    void serve(Connection connection) throws ConnectionEndedException;

    /// Called instead of [#serve] where the server has no room for another session: what to say before closing.
    /// Empty for nothing.
    ///
    /// @param reason one line of US-ASCII
    byte[] refusal(String reason);
}
