package org.postrider.kernel.net;

import java.io.IOException;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.FilterEvent;
import org.apache.mina.filter.ssl.SslEvent;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries what MINA tells of a session to its connection. Called by MINA's threads: must not block.
class SessionEvents extends IoHandlerAdapter {
    static final AttributeKey CONNECTION = new AttributeKey(SessionEvents.class, "connection");

    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

    @Override
    public void messageReceived(IoSession session, Object message) {
        if (session.getAttribute(CONNECTION) instanceof MinaConnection connection
                && message instanceof IoBuffer buffer) {
            connection.received(buffer);
        }
    }

    @Override
    public void event(IoSession session, FilterEvent event) {
        if (event == SslEvent.SECURED && session.getAttribute(CONNECTION) instanceof MinaConnection connection) {
            connection.secured();
        }
    }

    // The peer says no more, but may still listen: the session ends when it wants to read.
    @Override
    public void inputClosed(IoSession session) {
        if (session.getAttribute(CONNECTION) instanceof MinaConnection connection) {
            connection.inputClosed();
        }
    }

    @Override
    public void sessionClosed(IoSession session) {
        if (session.getAttribute(CONNECTION) instanceof MinaConnection connection) {
            connection.closed();
        }
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{} broke: {}", session, cause.toString());
        } else {
            LOG.warn("{} failed", session, cause);
        }
        ended(session, cause instanceof javax.net.ssl.SSLException ? Reason.TLS : Reason.PEER, "the connection broke");
        session.closeNow();
    }

    private static void ended(IoSession session, Reason reason, String message) {
        if (session.getAttribute(CONNECTION) instanceof MinaConnection connection) {
            connection.ended(reason, message);
        }
    }
}
