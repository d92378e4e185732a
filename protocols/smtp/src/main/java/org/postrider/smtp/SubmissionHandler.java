package org.postrider.smtp;

import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.smtp.SessionFilters;

/// Protocol `submission`: mail from users (RFC 6409), who log in first unless they are in a trusted network.
public final class SubmissionHandler implements ProtocolHandler {
    private final SmtpServer server;

    public SubmissionHandler(SmtpConfig config, ListenerInfo listener, SmtpServices services, SessionFilters filters) {
        this.server = new SmtpServer(Role.SUBMISSION, config, listener, services, filters);
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
