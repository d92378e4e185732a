package org.postrider.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ProtocolHandler;

/// A client in memory, with the session that serves it on a virtual thread.
public final class MemoryPeer implements TranscriptPeer {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LINE_OCTETS_MAX = 1024 * 1024;

    private final MemoryConnection connection;

    private MemoryPeer(MemoryConnection connection, Duration limit) {
        this.connection = connection;
        connection.timeLimit(limit);
    }

    /// Connects to `handler`, whose words come within ten seconds.
    public static MemoryPeer connect(ProtocolHandler handler, MemoryConnection.Settings settings) {
        return connect(handler, settings, LIMIT);
    }

    /// Connects to `handler`.
    ///
    /// @param limit how long to wait for the server's words
    public static MemoryPeer connect(ProtocolHandler handler, MemoryConnection.Settings settings, Duration limit) {
        MemoryConnection.Pair pair = MemoryConnection.pair(settings);
        serve(handler, pair.server());
        return new MemoryPeer(pair.client(), limit);
    }

    /// Serves one connection on a virtual thread and closes it, as the server does.
    public static Thread serve(ProtocolHandler handler, MemoryConnection connection) {
        return Thread.ofVirtual().name("session").start(() -> {
            try (connection) {
                handler.serve(connection);
            } catch (ConnectionEndedException _) {
                // The way in which many sessions end.
            }
        });
    }

    @Override
    public void send(byte[] octets) throws ConnectionEndedException {
        connection.write(octets);
        connection.flush();
    }

    @Override
    public byte[] readLine() throws IOException {
        try {
            return connection.readLine(LINE_OCTETS_MAX);
        } catch (LineTooLongException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void startTls() throws ConnectionEndedException {
        connection.startTls(new byte[0]);
    }

    @Override
    public void expectEnd() throws IOException {
        String line;
        try {
            line = new String(readLine(), StandardCharsets.ISO_8859_1);
        } catch (ConnectionEndedException e) {
            if (e.reason() == ConnectionEndedException.Reason.PEER) {
                return;
            }
            throw e;
        }
        throw new IOException("the server goes on: " + line);
    }

    @Override
    public void close() {
        connection.close();
    }
}
