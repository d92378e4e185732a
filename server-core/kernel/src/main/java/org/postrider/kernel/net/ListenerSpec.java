package org.postrider.kernel.net;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;

/// A listener, ready to be opened.
///
/// @param info its name, protocol, and whether TLS begins at once
/// @param address port 0 for any
/// @param handler of each connection
/// @param tls gives the present context for each handshake; empty where there is no TLS
/// @param connectionsMax at a time; more are refused
/// @param connectionsPerClientMax at a time from one address
public record ListenerSpec(
        ListenerInfo info,
        InetSocketAddress address,
        ProtocolHandler handler,
        Optional<Supplier<SSLContext>> tls,
        int connectionsMax,
        int connectionsPerClientMax) {}
