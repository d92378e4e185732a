package org.postrider.kernel.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.service.SimpleIoProcessorPool;
import org.apache.mina.transport.socket.nio.NioSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open ports and sockets. Confined to the thread that starts and stops the server, but for what its listeners do.
public final class NetServer {
    private static final Logger LOG = LoggerFactory.getLogger(NetServer.class);
    private static final long POLL_MILLIS = 10;
    private static final Duration FORCED_LIMIT = Duration.ofSeconds(5);

    private final IoProcessor<NioSession> processors =
            new SimpleIoProcessorPool<>(SingleReads.class, Runtime.getRuntime().availableProcessors());
    private final List<OpenPort> listeners = new ArrayList<>();

    /// Opens a port; from now on its handler is called.
    ///
    /// @return the address, with the port that was given where 0 was asked for
    /// @throws IOException with a sentence that says what to do
    public InetSocketAddress open(ListenerSpec spec) throws IOException {
        Listener listener = new Listener(spec, processors);
        try {
            listener.open();
        } catch (IOException e) {
            listener.dispose();
            throw new IOException(sentence(spec, e), e);
        }
        listeners.add(listener);
        LOG.info("{} listens on {}", spec.info().name(), shown(listener.address()));
        return listener.address();
    }

    /// Opens a Unix socket in the place of a port.
    ///
    /// @param mode who may connect
    /// @throws IOException with a sentence that says what to do
    public void open(ListenerSpec spec, UnixDomainSocketAddress socket, Set<PosixFilePermission> mode)
            throws IOException {
        SocketListener listener = new SocketListener(spec, socket, mode);
        try {
            listener.open();
        } catch (IOException e) {
            listener.dispose();
            throw new IOException(
                    "the listener " + spec.info().name() + " cannot open " + socket + ": " + reason(socket, e), e);
        }
        listeners.add(listener);
        LOG.info("{} listens on {}", spec.info().name(), socket);
    }

    private static String reason(UnixDomainSocketAddress socket, IOException e) {
        String message = String.valueOf(e.getMessage());
        Path folder = socket.getPath().toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            return "there is no folder " + folder + "; make it";
        }
        if (message.contains("ermission denied")) {
            return "the server's user may not write into its folder; give it to that user, or choose another path";
        }
        return message.contains("too long") ? "that path is too long for a socket; choose a shorter one" : message;
    }

    /// How many connections there are.
    public int connections() {
        return listeners.stream().mapToInt(OpenPort::connections).sum();
    }

    /// No more connections; those there are end at a safe point within `limit`, then by force.
    public void stop(Duration limit) {
        listeners.forEach(OpenPort::stopSoon);
        awaitNoConnections(limit);
        if (connections() > 0) {
            LOG.warn("{} sessions did not end in {} s and are cut off", connections(), limit.toSeconds());
            listeners.forEach(OpenPort::stopNow);
            // What sessions use, such as the store, is closed next: let them come to their end.
            awaitNoConnections(FORCED_LIMIT);
        }
        listeners.forEach(OpenPort::dispose);
        processors.dispose();
    }

    static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String sentence(ListenerSpec spec, IOException e) {
        String where = "the listener " + spec.info().name() + " cannot open " + shown(spec.address());
        if (!(e instanceof BindException) && !(e.getCause() instanceof BindException)) {
            return where + ": " + e.getMessage();
        }
        String cause = String.valueOf(e.getMessage());
        if (cause.contains("Permission denied")) {
            return where + ": ports below 1024 are for root; start as root, give the Java program"
                    + " CAP_NET_BIND_SERVICE, or choose another port in listeners.xml";
        }
        if (cause.contains("Cannot assign")) {
            return where + ": this machine does not have that address; correct bind in listeners.xml";
        }
        return where + ": the port is in use by another program (see: ss -ltnp); stop it, or choose another port in"
                + " listeners.xml";
    }

    private void awaitNoConnections(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (connections() > 0 && System.nanoTime() < deadline) {
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
