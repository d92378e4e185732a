package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.TlsInfo;

/// One end of a connection in memory: what one end flushes, the other reads.
///
/// TLS is played, not done: it is on as soon as both ends have called [#startTls].
public final class MemoryConnection implements Connection {
    private static final TlsInfo TLS = new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256");

    private final Settings settings;
    private final MemoryPipe in;
    private final MemoryPipe out;
    private final CountDownLatch ownTls;
    private final CountDownLatch otherTls;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private Duration limit = Duration.ofSeconds(30);
    private boolean tls;
    private volatile Duration paused = Duration.ZERO;
    private volatile boolean woken;
    private volatile boolean stopping;
    private volatile boolean tlsBroken;

    private MemoryConnection(
            Settings settings, MemoryPipe in, MemoryPipe out, CountDownLatch ownTls, CountDownLatch otherTls) {
        this.settings = settings;
        this.in = in;
        this.out = out;
        this.ownTls = ownTls;
        this.otherTls = otherTls;
        this.tls = settings.implicitTls();
    }

    /// What the two ends have in common.
    ///
    /// @param client the address that the server's end sees
    public record Settings(boolean canStartTls, boolean implicitTls, InetAddress client) {
        /// From loopback, in the clear, with STARTTLS possible.
        public static final Settings DEFAULT = new Settings(true, false, InetAddress.getLoopbackAddress());
    }

    /// Both ends; which is which matters only to the test.
    public record Pair(MemoryConnection server, MemoryConnection client) {}

    public static Pair pair(Settings settings) {
        MemoryPipe toServer = new MemoryPipe();
        MemoryPipe toClient = new MemoryPipe();
        CountDownLatch serverTls = new CountDownLatch(1);
        CountDownLatch clientTls = new CountDownLatch(1);
        return new Pair(
                new MemoryConnection(settings, toServer, toClient, serverTls, clientTls),
                new MemoryConnection(settings, toClient, toServer, clientTls, serverTls));
    }

    /// Makes [#stopping()] true and ends a wait, as the server does when it stops. Any thread.
    public void stop() {
        stopping = true;
        in.poke();
    }

    /// Makes the handshake of this end fail. Any thread.
    public void breakTls() {
        tlsBroken = true;
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress(settings.client(), 40_000);
    }

    @Override
    public InetAddress client() {
        return settings.client();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls ? Optional.of(TLS) : Optional.empty();
    }

    @Override
    public void timeLimit(Duration newLimit) {
        limit = newLimit;
    }

    @Override
    public byte[] readLine(int octetsMax) throws ConnectionEndedException, LineTooLongException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (line.size() < octetsMax) {
            read(one, 0, 1);
            line.write(one[0]);
            if (one[0] == '\n') {
                return line.toByteArray();
            }
        }
        throw new LineTooLongException(octetsMax);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws ConnectionEndedException {
        int count = in.read(buffer, offset, length, limit.toNanos());
        if (count < 0) {
            throw new ConnectionEndedException(Reason.PEER, "the peer closed the connection");
        }
        if (count == 0) {
            throw new ConnectionEndedException(Reason.TIME_LIMIT, "the peer sent nothing for " + limit);
        }
        return count;
    }

    @Override
    public int buffered() {
        return in.size();
    }

    @Override
    public Wake await(Duration waitLimit) throws ConnectionEndedException {
        long end = System.nanoTime() + waitLimit.toNanos();
        while (true) {
            if (in.size() > 0) {
                return Wake.INPUT;
            }
            if (in.ended()) {
                throw new ConnectionEndedException(Reason.PEER, "the peer closed the connection");
            }
            if (stopping) {
                return Wake.STOPPING;
            }
            if (woken) {
                woken = false;
                return Wake.WOKEN;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Wake.TIME;
            }
            // A poke may be left over from a wake-up that was seen before it came.
            in.await(left);
        }
    }

    /// Does not let real time pass: adds it to [#paused].
    @Override
    public void pause(Duration time) throws ConnectionEndedException {
        flush();
        paused = paused.plus(time);
    }

    /// How long the session has paused in all.
    public Duration paused() {
        return paused;
    }

    @Override
    public void wake() {
        woken = true;
        in.poke();
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws ConnectionEndedException {
        unsent.write(octets, offset, length);
        if (unsent.size() >= BUFFER_OCTETS) {
            flush();
        }
    }

    @Override
    public void sendFile(FileChannel file, long position, long length) throws ConnectionEndedException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
        try {
            while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
                // On to the end of the part.
            }
        } catch (IOException e) {
            throw new IllegalStateException("the file cannot be read", e);
        }
        write(buffer.array(), 0, buffer.position());
    }

    @Override
    public void flush() throws ConnectionEndedException {
        byte[] octets = unsent.toByteArray();
        unsent.reset();
        if (octets.length > 0 && !out.write(octets, 0, octets.length, limit.toNanos())) {
            Reason reason = out.ended() ? Reason.PEER : Reason.TIME_LIMIT;
            throw new ConnectionEndedException(reason, "the peer reads nothing");
        }
    }

    @Override
    public boolean canStartTls() {
        return settings.canStartTls() && !tls;
    }

    @Override
    public void startTls(byte[] goAhead) throws ConnectionEndedException {
        if (in.size() > 0) {
            close();
            throw new ConnectionEndedException(Reason.VIOLATION, "input was injected before TLS");
        }
        write(goAhead);
        flush();
        if (tlsBroken) {
            close();
            throw new ConnectionEndedException(Reason.TLS, "the handshake failed");
        }
        ownTls.countDown();
        try {
            if (!otherTls.await(Math.min(limit.toNanos(), TimeUnit.SECONDS.toNanos(10)), TimeUnit.NANOSECONDS)) {
                close();
                throw new ConnectionEndedException(Reason.TLS, "the peer did not shake hands");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test's thread was interrupted", e);
        }
        tls = true;
    }

    @Override
    public boolean stopping() {
        return stopping;
    }

    @Override
    public void close() {
        out.close();
        in.close();
    }
}
