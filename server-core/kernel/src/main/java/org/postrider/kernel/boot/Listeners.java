package org.postrider.kernel.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.postrider.api.config.HostPort;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.kernel.boot.Configuration.Listening;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.metrics.CountedSessions;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.net.ListenerSpec;
import org.postrider.kernel.net.NetServer;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.tls.ServerTls;

/// The listeners of the configuration: their handlers, and, once opened, their ports. Confined to the thread that
/// starts
/// and stops the server; [#open()] may be asked by any.
final class Listeners {
    private final NetServer net;
    private final Supplier<ServerTls> tls;
    private final ServerMetrics metrics;
    private final List<Prepared> prepared = new ArrayList<>();
    private volatile List<OpenListener> open = List.of();

    /// @param tls gives what each handshake uses
    Listeners(NetServer net, Supplier<ServerTls> tls, ServerMetrics metrics) {
        this.net = net;
        this.metrics = metrics;
        this.tls = tls;
    }

    /// Makes the listener's handler.
    ///
    /// @return false where a problem was added
    boolean prepare(Listening listening, ComponentFactory parts, Problems problems) {
        Set<String> own = ConfigurationLoader.ownOptions();
        Optional<ProtocolHandler> handler = parts.protocol(listening.info(), listening.element(), own, problems);
        handler.ifPresent(
                made -> prepared.add(new Prepared(listening, new CountedSessions(listening.info(), made, metrics))));
        return handler.isPresent();
    }

    /// Opens every port; where one cannot be had, those before it are closed again.
    ///
    /// @throws IOException with a sentence that says what to do
    void start() throws IOException {
        List<OpenListener> opened = new ArrayList<>();
        try {
            for (Prepared listener : prepared) {
                for (HostPort bind : listener.listening().config().bind()) {
                    opened.add(new OpenListener(listener.listening().config().name(), open(listener, bind)));
                }
            }
        } catch (IOException | RuntimeException e) {
            net.stop(Duration.ZERO);
            throw e;
        }
        open = List.copyOf(opened);
    }

    void stop(Duration limit) {
        net.stop(limit);
        open = List.of();
    }

    List<OpenListener> open() {
        return open;
    }

    private SocketAddress open(Prepared listener, HostPort bind) throws IOException {
        ListenerConfig config = listener.listening().config();
        if (!bind.isPath()) {
            return net.open(spec(listener, address(config, bind)));
        }
        UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(bind.host());
        // No port of this host: what the spec says of one is not used.
        InetSocketAddress none = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        net.open(spec(listener, none), socket, config.socketPermissions());
        return socket;
    }

    private ListenerSpec spec(Prepared listener, InetSocketAddress address) {
        ListenerConfig config = listener.listening().config();
        return new ListenerSpec(
                listener.listening().info(),
                address,
                listener.handler(),
                config.tls() == ListenerConfig.Tls.NONE ? Optional.empty() : Optional.of(tls),
                config.clientCertificates(),
                config.maxConnections(),
                config.maxConnectionsPerClient(),
                config.proxyProtocol(),
                config.maxSession());
    }

    private static InetSocketAddress address(ListenerConfig config, HostPort bind) throws IOException {
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(bind.host()), bind.port().orElseThrow());
        } catch (UnknownHostException e) {
            throw new IOException(
                    "the listener " + config.name() + " cannot open " + bind + ": that name has no address; write the"
                            + " address in listeners.xml",
                    e);
        }
    }

    private record Prepared(Listening listening, ProtocolHandler handler) {}
}
