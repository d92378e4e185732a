package org.postrider.smtp;

import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.smtp.SessionFilters;

/// Protocol `lmtp`: local delivery with a reply for each recipient (RFC 2033).
public final class LmtpHandler implements ProtocolHandler {
    private final SmtpServer server;

    public LmtpHandler(SmtpConfig config, ListenerInfo listener, SmtpServices services, SessionFilters filters) {
        this.server = new SmtpServer(Role.LMTP, config, listener, services, filters);
    }

    @Override
    public void serve(Connection connection) throws ConnectionEndedException {
        server.serve(connection);
    }

    @Override
    public byte[] refusal(String reason) {
        return server.refusal(reason);
    }
}
