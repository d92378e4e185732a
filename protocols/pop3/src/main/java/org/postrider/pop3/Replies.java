package org.postrider.pop3;

import java.nio.charset.StandardCharsets;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;

/// Writes answers. Confined to the session thread.
final class Replies {
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;

    Replies(Connection connection) {
        this.connection = connection;
    }

    void ok(String text) throws ConnectionEndedException {
        line("+OK " + text);
    }

    void error(String text) throws ConnectionEndedException {
        line("-ERR " + text.replaceAll("\\p{Cntrl}", "?"));
    }

    /// A line without its line break.
    void line(String text) throws ConnectionEndedException {
        connection.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// What ends an answer of several lines (RFC 1939 §3).
    void end() throws ConnectionEndedException {
        connection.write(END);
    }

    void flush() throws ConnectionEndedException {
        connection.flush();
    }
}
