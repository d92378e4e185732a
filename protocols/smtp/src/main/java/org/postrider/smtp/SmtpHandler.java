package org.postrider.smtp;

import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.smtp.SessionFilters;

/// Protocol `smtp`: mail from other servers to the recipients of this one (RFC 5321); relay only after a log-in or from
/// a
/// trusted network.
public final class SmtpHandler implements ProtocolHandler {
    private final SmtpServer server;

    public SmtpHandler(SmtpConfig config, ListenerInfo listener, SmtpServices services, SessionFilters filters) {
        this.server = new SmtpServer(Role.RELAY, config, listener, services, filters);
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
