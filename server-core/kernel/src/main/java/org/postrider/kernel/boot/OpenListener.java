package org.postrider.kernel.boot;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// A port or a Unix socket that accepts connections.
///
/// @param name of the listener, as in the configuration
/// @param address with the port that it got, where the configuration asked for any; or the path of the socket
public record OpenListener(String name, SocketAddress address) {
    /// The port; 0 for a Unix socket.
    public int port() {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }
}
