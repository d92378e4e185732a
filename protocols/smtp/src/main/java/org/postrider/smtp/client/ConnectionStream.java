package org.postrider.smtp.client;

import java.io.OutputStream;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;

/// A connection's output as a stream; closing it does nothing.
final class ConnectionStream extends OutputStream {
    private final Connection connection;

    ConnectionStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int octet) throws ConnectionEndedException {
        connection.write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws ConnectionEndedException {
        if (length > 0) {
            connection.write(octets, offset, length);
        }
    }
}
