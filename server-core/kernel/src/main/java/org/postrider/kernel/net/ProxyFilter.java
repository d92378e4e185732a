package org.postrider.kernel.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IdleStatus;
import org.apache.mina.core.session.IoSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands first in the chain of a connection from a proxy, before TLS, and reads what the proxy says of the client. The
/// session opens, for everybody behind, when that is known. Called by MINA's thread.
final class ProxyFilter extends IoFilterAdapter {
    static final String NAME = "proxy";

    private static final Logger LOG = LoggerFactory.getLogger(ProxyFilter.class);
    private static final int TIME_LIMIT_SECONDS = 10;

    private final String listener;
    private final Consumer<InetAddress> client;
    private byte[] octets = new byte[0];

    /// @param client is told for whom the proxy speaks
    ProxyFilter(String listener, Consumer<InetAddress> client) {
        this.listener = listener;
        this.client = client;
    }

    @Override
    public void sessionOpened(NextFilter next, IoSession session) {
        session.getConfig().setIdleTime(IdleStatus.READER_IDLE, TIME_LIMIT_SECONDS);
    }

    @Override
    public void sessionIdle(NextFilter next, IoSession session, IdleStatus status) {
        refuse(session, "it says nothing");
    }

    @Override
    public void messageReceived(NextFilter next, IoSession session, Object message) {
        if (!(message instanceof IoBuffer buffer)) {
            return;
        }
        int before = octets.length;
        octets = Arrays.copyOf(octets, before + buffer.remaining());
        buffer.get(octets, before, buffer.remaining());
        switch (ProxyHeader.parse(octets, octets.length)) {
            case ProxyHeader.Incomplete _ -> {}
            case ProxyHeader.Bad(var reason) -> refuse(session, reason);
            case ProxyHeader.Whole(var address, var length) -> open(next, session, address, length);
        }
    }

    private void open(NextFilter next, IoSession session, Optional<InetAddress> address, int length) {
        session.getConfig().setIdleTime(IdleStatus.READER_IDLE, 0);
        address.ifPresent(client);
        // By the name that this session has, not the one that others have.
        session.getFilterChain().remove(this);
        next.sessionOpened(session);
        if (length < octets.length) {
            next.messageReceived(session, IoBuffer.wrap(octets, length, octets.length - length));
        }
    }

    private void refuse(IoSession session, String reason) {
        LOG.info(
                "refused listener={} proxy={} reason=\"no PROXY header: {}\"",
                listener,
                session.getRemoteAddress(),
                reason);
        session.closeNow();
    }
}
