package org.postrider.smtp.client;

import java.io.OutputStream;
import java.time.Duration;
import org.postrider.api.net.ConnectionEndedException;

/// The content of a message on its way to the host; closing it does nothing. The host has the same time to take each
/// piece.
final class ConnectionStream extends OutputStream {
    private final HopWire wire;
    private final Duration limit;

    ConnectionStream(HopWire wire, Duration limit) {
        this.wire = wire;
        this.limit = limit;
    }

    @Override
    public void write(int octet) throws ConnectionEndedException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws ConnectionEndedException {
        if (length > 0) {
            wire.beginPiece(limit);
            wire.connection().write(octets, offset, length);
        }
    }
}
