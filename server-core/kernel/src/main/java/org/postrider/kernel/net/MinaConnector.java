package org.postrider.kernel.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.mina.core.future.ConnectFuture;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.apache.mina.transport.socket.nio.NioSocketConnector;
import org.postrider.api.net.Connection;
import org.postrider.api.net.Connector;
import org.postrider.api.net.TlsLevel;
import org.postrider.kernel.tls.ClientContexts;

/// Connects to other hosts. Thread-safe.
public final class MinaConnector implements Connector, AutoCloseable {
    private static final Duration SESSION_MAX = Duration.ofDays(365);

    private final NioSocketConnector connector = new NioSocketConnector(SingleReads.class, 1);
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("unix-watch").factory());
    private final ClientContexts contexts;

    public MinaConnector(ClientContexts contexts) {
        this.contexts = contexts;
        // Nearly all are in time, and would be remembered until it has passed.
        watch.setRemoveOnCancelPolicy(true);
        connector.getSessionConfig().setTcpNoDelay(true);
        connector.setHandler(new SessionEvents());
    }

    @Override
    public Connection connect(Destination destination) throws IOException {
        if (destination.address() instanceof InetSocketAddress address && address.isUnresolved()) {
            throw new UnknownHostException("the name " + address.getHostString() + " has no address");
        }
        if (destination.address() instanceof UnixDomainSocketAddress socket) {
            return UnixConnection.connect(socket, watch, destination.limit(), SESSION_MAX);
        }
        MinaConnection[] made = new MinaConnection[1];
        ConnectFuture future = connector.connect(
                destination.address(),
                destination
                        .bind()
                        .map(address -> new InetSocketAddress(address, 0))
                        .orElse(null),
                (session, _) -> made[0] = adopt(session, destination));
        if (!future.awaitUninterruptibly(destination.limit().toMillis())) {
            future.cancel();
            throw new IOException("no answer within " + destination.limit().toSeconds() + " s");
        }
        if (!future.isConnected()) {
            Throwable cause = future.getException();
            throw new IOException(cause == null ? "no connection" : String.valueOf(cause.getMessage()), cause);
        }
        MinaConnection connection = made[0];
        connection.timeLimit(destination.limit());
        if (destination.tls() == TlsLevel.IMPLICIT) {
            try {
                connection.startTls(new byte[0]);
            } catch (IOException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    @Override
    public void close() {
        watch.shutdownNow();
        connector.dispose();
    }

    private MinaConnection adopt(IoSession session, Destination destination) {
        Optional<Supplier<SslFilter>> tls = destination.tls() == TlsLevel.NONE
                ? Optional.empty()
                : Optional.of(() -> new ClientFilter(context(destination), destination));
        MinaConnection connection = new MinaConnection((AbstractIoSession) session, tls, SESSION_MAX);
        session.setAttribute(SessionEvents.CONNECTION, connection);
        return connection;
    }

    private SSLContext context(Destination destination) {
        return verified(destination.tls()) ? contexts.verifying() : contexts.anyCertificate();
    }

    private static boolean verified(TlsLevel level) {
        return level == TlsLevel.VERIFIED || level == TlsLevel.IMPLICIT;
    }

    /// Names the host in the handshake (RFC 6066 §3), and, where the certificate is verified, for it.
    private static final class ClientFilter extends SslFilter {
        private final SSLContext context;
        private final Destination destination;

        ClientFilter(SSLContext context, Destination destination) {
            super(context);
            this.context = context;
            this.destination = destination;
        }

        @Override
        protected SSLEngine createEngine(IoSession session, InetSocketAddress address) {
            SSLEngine engine = context.createSSLEngine(destination.serverName(), 0);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            sni(destination.serverName()).ifPresent(name -> parameters.setServerNames(List.of(name)));
            if (verified(destination.tls())) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            engine.setSSLParameters(parameters);
            return engine;
        }

        // RFC 6066 §3: no addresses, no final dot. Some names in the field are no host names (`_mx.example.org`): the
        // handshake then does without.
        private static Optional<SNIServerName> sni(String server) {
            if (server.contains(":") || server.endsWith(".") || server.chars().noneMatch(Character::isLetter)) {
                return Optional.empty();
            }
            try {
                return Optional.of(new SNIHostName(server));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }
}
