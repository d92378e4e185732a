package org.postrider.imap.wire;

import java.nio.charset.StandardCharsets;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;

/// Writes answers. Confined to the session's thread.
public final class Responses {
    private Connection connection;

    public Responses(Connection connection) {
        this.connection = connection;
    }

    /// From now on answers go there.
    public void use(Connection other) {
        connection = other;
    }

    /// A line, without its line break; ISO 8859-1, so that octets pass.
    public void line(String text) throws ConnectionEndedException {
        raw(text);
        raw("\r\n");
    }

    public void raw(String text) throws ConnectionEndedException {
        connection.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void raw(byte[] octets) throws ConnectionEndedException {
        connection.write(octets);
    }

    /// @param count of octets, from the first
    public void raw(byte[] octets, int count) throws ConnectionEndedException {
        connection.write(octets, 0, count);
    }

    /// `* text`
    public void untagged(String text) throws ConnectionEndedException {
        line("* " + text);
    }

    /// Sends all that was written, unless the client has more to say already: then its answers go together.
    public void flushWhereIdle() throws ConnectionEndedException {
        if (connection.buffered() == 0) {
            connection.flush();
        }
    }

    public void flush() throws ConnectionEndedException {
        connection.flush();
    }
}
