package org.postrider.kernel.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postrider.api.config.Network;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.kernel.tls.ServerTls;

/// A listener, ready to be opened.
///
/// @param info its name, protocol, and whether TLS begins at once
/// @param address port 0 for any
/// @param handler of each connection
/// @param tls gives what each handshake uses; empty where there is no TLS
/// @param clientCertificates whether clients are asked for one
/// @param connectionsMax at a time; more are refused
/// @param connectionsPerClientMax at a time from one address
/// @param proxies whose connections begin with whom they speak for (PROXY protocol)
/// @param sessionMax how long a session may last; then it is asked to end, as when the server stops
public record ListenerSpec(
        ListenerInfo info,
        InetSocketAddress address,
        ProtocolHandler handler,
        Optional<Supplier<ServerTls>> tls,
        boolean clientCertificates,
        int connectionsMax,
        int connectionsPerClientMax,
        List<Network> proxies,
        Duration sessionMax) {}
