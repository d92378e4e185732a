package org.postrider.kernel.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.ssl.SslFilter;
import org.apache.mina.transport.socket.nio.NioSession;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.kernel.tls.ServerTls;

/// An open port, and the sessions that came in by it.
final class Listener extends SessionEvents implements OpenPort {
    private static final int BACKLOG = 1024;
    private static final Duration HANDSHAKE_LIMIT = Duration.ofMinutes(1);

    private final ListenerSpec spec;
    private final NioSocketAcceptor acceptor;
    private final Permits permits;
    private final Set<MinaConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Listener(ListenerSpec spec, IoProcessor<NioSession> processor) {
        this.spec = spec;
        this.permits = new Permits(spec.connectionsMax(), spec.connectionsPerClientMax());
        this.acceptor = new NioSocketAcceptor(processor);
        acceptor.setReuseAddress(true);
        acceptor.setBacklog(BACKLOG);
        acceptor.setCloseOnDeactivation(false);
        acceptor.getSessionConfig().setTcpNoDelay(true);
        acceptor.setHandler(this);
        if (spec.info().implicitTls()) {
            acceptor.getFilterChain().addFirst(MinaConnection.TLS_FILTER, new FreshTls());
        }
    }

    /// @throws IOException where the port cannot be had
    void open() throws IOException {
        acceptor.bind(spec.address());
    }

    ListenerSpec spec() {
        return spec;
    }

    InetSocketAddress address() {
        return acceptor.getLocalAddress();
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public void sessionCreated(IoSession session) {
        Optional<Supplier<SslFilter>> tls = spec.tls().map(current -> () -> filter(current.get()));
        MinaConnection connection = new MinaConnection((AbstractIoSession) session, tls, spec.sessionMax());
        session.setAttribute(CONNECTION, connection);
        if (spec.proxies().stream().anyMatch(network -> network.contains(connection.client()))) {
            session.getFilterChain()
                    .addFirst(ProxyFilter.NAME, new ProxyFilter(spec.info().name(), connection::speaksFor));
        }
    }

    @Override
    public void sessionOpened(IoSession session) {
        MinaConnection connection = (MinaConnection) session.getAttribute(CONNECTION);
        if (stopping) {
            session.closeNow();
        } else if (permits.acquire(connection.client())) {
            connections.add(connection);
            if (stopping) {
                // The server began to stop since, and may not have seen this one.
                connection.stopSoon();
            }
            SessionThread.start(spec, connection, () -> secure(connection), () -> {
                connections.remove(connection);
                permits.release(connection.client());
            });
        } else {
            refuse(session, connection);
        }
    }

    @Override
    public void stopSoon() {
        stopping = true;
        acceptor.unbind();
        connections.forEach(MinaConnection::stopSoon);
    }

    @Override
    public void stopNow() {
        connections.forEach(MinaConnection::stopNow);
    }

    @Override
    public void dispose() {
        acceptor.dispose();
    }

    private void secure(MinaConnection connection) throws ConnectionEndedException {
        if (spec.info().implicitTls()) {
            connection.timeLimit(HANDSHAKE_LIMIT);
            connection.awaitSecured();
        }
    }

    private void refuse(IoSession session, MinaConnection connection) {
        SessionThread.logRefused(spec, connection);
        byte[] words = spec.info().implicitTls() ? new byte[0] : spec.handler().refusal("too many connections");
        if (words.length > 0) {
            session.write(IoBuffer.wrap(words));
        }
        session.closeOnFlush();
    }

    private SslFilter filter(ServerTls tls) {
        SslFilter filter = new SslFilter(tls.context());
        filter.setWantClientAuth(spec.clientCertificates());
        filter.setEnabledProtocols(tls.protocols().toArray(String[]::new));
        return filter;
    }

    /// In the acceptor's chain stands one filter for all sessions; each gets one of its own instead, with the
    /// certificate as it is now.
    private final class FreshTls extends IoFilterAdapter {
        @Override
        public void sessionCreated(NextFilter nextFilter, IoSession session) throws Exception {
            session.getFilterChain()
                    .replace(
                            MinaConnection.TLS_FILTER,
                            filter(spec.tls().orElseThrow().get()));
            nextFilter.sessionCreated(session);
        }
    }
}
