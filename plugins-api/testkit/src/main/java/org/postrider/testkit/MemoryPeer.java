package org.postrider.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ProtocolHandler;

/// A client in memory, with the session that serves it on a virtual thread.
public final class MemoryPeer implements TranscriptPeer {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LINE_OCTETS_MAX = 1024 * 1024;

    private final MemoryConnection connection;
    private final AtomicReference<@Nullable Throwable> fault;

    private MemoryPeer(MemoryConnection connection, AtomicReference<@Nullable Throwable> fault, Duration limit) {
        this.connection = connection;
        this.fault = fault;
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
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        serve(handler, pair.server(), fault);
        return new MemoryPeer(pair.client(), fault, limit);
    }

    /// Serves one connection on a virtual thread and closes it, as the server does.
    public static Thread serve(ProtocolHandler handler, MemoryConnection connection) {
        return serve(handler, connection, new AtomicReference<>());
    }

    private static Thread serve(
            ProtocolHandler handler, MemoryConnection connection, AtomicReference<@Nullable Throwable> fault) {
        return Thread.ofVirtual().name("session").start(() -> {
            try {
                handler.serve(connection);
            } catch (ConnectionEndedException _) {
                // The way in which many sessions end.
            } catch (RuntimeException | Error e) {
                fault.set(e);
                throw e;
            } finally {
                connection.close();
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
        } catch (ConnectionEndedException e) {
            Throwable thrown = fault.get();
            if (thrown != null) {
                throw new IOException("the session failed: " + thrown, thrown);
            }
            throw e;
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
