package org.postrider.kernel.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postrider.api.net.ConnectionEndedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Unix socket that programs of this machine connect to, and the sessions that came in by it. All of them count as
/// one client, the loopback address.
final class SocketListener implements OpenPort {
    private static final Logger LOG = LoggerFactory.getLogger(SocketListener.class);
    private static final int BACKLOG = 1024;
    private static final long PAUSE_MILLIS = 100;
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(1);

    private final ListenerSpec spec;
    private final UnixDomainSocketAddress address;
    private final Set<PosixFilePermission> mode;
    private final Permits permits;
    private final Set<UnixConnection> connections = ConcurrentHashMap.newKeySet();
    private final ServerSocketChannel channel;
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("unix-watch").factory());
    private volatile boolean stopping;

    /// @param mode who may connect
    SocketListener(ListenerSpec spec, UnixDomainSocketAddress address, Set<PosixFilePermission> mode)
            throws IOException {
        this.spec = spec;
        this.address = address;
        this.mode = Set.copyOf(mode);
        this.permits = new Permits(spec.connectionsMax(), spec.connectionsMax());
        this.channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        watch.setRemoveOnCancelPolicy(true);
    }

    /// @throws IOException with a sentence, where the socket cannot be made
    void open() throws IOException {
        Path path = address.getPath();
        Optional<String> objection = SocketPath.objection(path);
        if (objection.isPresent()) {
            throw new IOException(objection.get());
        }
        removeLeftOver(path);
        channel.bind(address, BACKLOG);
        // Until then the process' umask lets its own user alone connect.
        Files.setPosixFilePermissions(path, mode);
        Thread.ofPlatform().daemon().name(spec.info().name() + "-accept").start(this::acceptAll);
    }

    // A server that was killed leaves its socket; one that lives answers on it.
    private void removeLeftOver(Path path) throws IOException {
        if (!SocketPath.exists(path)) {
            return;
        }
        try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.connect(address);
        } catch (IOException e) {
            LOG.debug("{} is left over", path, e);
            Files.deleteIfExists(path);
            return;
        }
        throw new IOException("another program listens there; stop it, or choose another path in listeners.xml");
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public void stopSoon() {
        stopping = true;
        close();
        connections.forEach(UnixConnection::stopSoon);
    }

    @Override
    public void stopNow() {
        connections.forEach(UnixConnection::stopNow);
    }

    @Override
    public void dispose() {
        close();
        watch.shutdownNow();
    }

    private void close() {
        try {
            if (channel.isOpen()) {
                boolean bound = channel.getLocalAddress() != null;
                channel.close();
                if (bound) {
                    Files.deleteIfExists(address.getPath());
                }
            }
        } catch (IOException e) {
            LOG.warn("the socket {} cannot be removed: {}", address, e.toString());
        }
    }

    private void acceptAll() {
        while (!stopping) {
            try {
                accept(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("{} cannot take a connection now: {}", spec.info().name(), e.toString());
                pause();
            }
        }
    }

    private void accept(SocketChannel accepted) {
        UnixConnection connection = UnixConnection.accepted(accepted, watch, spec.sessionMax());
        if (!permits.acquire(connection.client())) {
            refuse(connection);
            return;
        }
        connections.add(connection);
        if (stopping) {
            // The server began to stop since, and may not have seen this one.
            connection.stopSoon();
        }
        SessionThread.start(spec, connection, () -> {}, () -> {
            connections.remove(connection);
            permits.release(connection.client());
        });
    }

    private void refuse(UnixConnection connection) {
        SessionThread.logRefused(spec, connection);
        try (connection) {
            connection.timeLimit(REFUSAL_LIMIT);
            connection.write(spec.handler().refusal("too many connections"));
            connection.flush();
        } catch (ConnectionEndedException e) {
            LOG.debug("it was gone before it was refused", e);
        }
    }

    // Where there are no more file descriptors, another try at once would only burn the processor.
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
