package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.smtp.SessionFilters;

/// One listener: what all its sessions share. Immutable.
record SmtpServer(Role role, SmtpConfig config, ListenerInfo listener, SmtpServices services, SessionFilters filters) {
    void serve(Connection connection) throws ConnectionEndedException {
        new SmtpSession(this, connection).run();
    }

    // RFC 5321 §3.1 would have 554; 421 tells a well-behaved client to come back.
    byte[] refusal(String reason) {
        return ("421 4.3.2 " + services.server.hostname() + " " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
