package org.postrider.testkit.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postrider.api.config.Network;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.net.ListenerSpec;
import org.postrider.kernel.net.NetServer;
import org.postrider.kernel.tls.ServerContexts;
import org.postrider.kernel.tls.ServerTls;
import org.postrider.kernel.tls.TlsConfig;
import org.postrider.testkit.SocketPeer;

/// A handler on a free port of the loopback. Connections begin with a line of the PROXY protocol, so that a test says
/// from where its client comes.
public final class SocketListener implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 1000;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final NetServer server = new NetServer();
    private final InetSocketAddress address;
    private final boolean implicitTls;

    private SocketListener(ListenerInfo info, ProtocolHandler handler, Optional<Supplier<ServerTls>> tls)
            throws IOException {
        this.implicitTls = info.implicitTls();
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        this.address = server.open(new ListenerSpec(
                info,
                new InetSocketAddress(loopback, 0),
                handler,
                tls,
                false,
                CONNECTIONS_MAX,
                CONNECTIONS_MAX,
                List.of(Network.parse("127.0.0.1")),
                Duration.ofHours(1)));
    }

    /// Opens a port.
    ///
    /// @param tls see [#certificate]; empty where there is no TLS, not even STARTTLS
    public static SocketListener open(ListenerInfo info, ProtocolHandler handler, Optional<Supplier<ServerTls>> tls)
            throws IOException {
        return new SocketListener(info, handler, tls);
    }

    /// A certificate that nobody has signed but itself, made for many listeners.
    ///
    /// @param folder in which it is kept
    public static Supplier<ServerTls> certificate(Path folder) throws IOException {
        TlsConfig config = new TlsConfig(
                folder.resolve("certificate.pem"),
                folder.resolve("key.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3"));
        ServerInfo info = new ServerInfo(
                Domain.parse("mail.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "test",
                folder);
        return ServerContexts.open(config, info, InstantSource.system())::current;
    }

    /// Connects, with TLS at once where the listener has it so.
    ///
    /// @param client the IPv4 address from which the connection is said to come
    public SocketPeer connect(InetAddress client) throws IOException {
        String proxy = "PROXY TCP4 " + client.getHostAddress() + " 127.0.0.1 40000 " + address.getPort() + "\r\n";
        return SocketPeer.connect(address, proxy.getBytes(StandardCharsets.US_ASCII), implicitTls);
    }

    @Override
    public void close() {
        server.stop(STOP_LIMIT);
    }
}
