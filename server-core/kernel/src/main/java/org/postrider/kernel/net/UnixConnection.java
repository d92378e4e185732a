package org.postrider.kernel.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.TlsInfo;

/// A connection over a Unix socket, for which MINA has no transport: a thread reads, the session's own writes, and what
/// takes longer than it may has the channel closed under it. No TLS: nobody else can read what goes through. Confined
/// to the session's thread, but for the reader's and [#wake], [#close].
final class UnixConnection implements Connection, InputPipe.Source {
    private static final int CHUNK_OCTETS = 16 * 1024;
    private static final int OUTPUT_OCTETS_MAX = 64 * 1024;

    private final SocketChannel channel;
    private final ScheduledExecutorService watch;
    private final InputPipe input;
    /// Has a permit while the reader may read on.
    private final Semaphore mayRead = new Semaphore(1);
    private Duration limit = Duration.ofMinutes(5);
    private byte[] output = new byte[0];
    private int outputSize;

    private UnixConnection(SocketChannel channel, ScheduledExecutorService watch, Duration sessionMax) {
        this.channel = channel;
        this.watch = watch;
        this.input = new InputPipe(this, sessionMax);
    }

    /// @param watch closes what takes too long; forgets what was in time
    static UnixConnection connect(
            UnixDomainSocketAddress address, ScheduledExecutorService watch, Duration limit, Duration sessionMax)
            throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        UnixConnection connection = new UnixConnection(channel, watch, sessionMax);
        connection.timeLimit(limit);
        try {
            connection.within("no answer within " + limit.toSeconds() + " s", () -> channel.connect(address));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        Thread.ofVirtual().name("unix-reader").start(connection::readOn);
        return connection;
    }

    /// One that a peer has made.
    static UnixConnection accepted(SocketChannel channel, ScheduledExecutorService watch, Duration sessionMax) {
        UnixConnection connection = new UnixConnection(channel, watch, sessionMax);
        Thread.ofVirtual().name("unix-reader").start(connection::readOn);
        return connection;
    }

    @Override
    public SocketAddress localAddress() {
        return address(true);
    }

    @Override
    public SocketAddress remoteAddress() {
        return address(false);
    }

    private SocketAddress address(boolean local) {
        try {
            SocketAddress address = local ? channel.getLocalAddress() : channel.getRemoteAddress();
            return address == null ? UnixDomainSocketAddress.of("") : address;
        } catch (IOException e) {
            return UnixDomainSocketAddress.of("");
        }
    }

    @Override
    public InetAddress client() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.empty();
    }

    @Override
    public void timeLimit(Duration time) {
        limit = time;
    }

    @Override
    public byte[] readLine(int octetsMax) throws ConnectionEndedException, LineTooLongException {
        return input.readLine(octetsMax, limit.toNanos());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws ConnectionEndedException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        return input.read(buffer, offset, Math.min(length, BUFFER_OCTETS), limit.toNanos());
    }

    @Override
    public int buffered() {
        return input.size();
    }

    @Override
    public Wake await(Duration time) throws ConnectionEndedException {
        return input.await(time.toNanos());
    }

    @Override
    public void pause(Duration time) throws ConnectionEndedException {
        flush();
        input.pause(time.toNanos());
    }

    @Override
    public void wake() {
        input.wake();
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws ConnectionEndedException {
        Objects.checkFromIndexSize(offset, length, octets.length);
        int done = 0;
        while (done < length) {
            if (outputSize == OUTPUT_OCTETS_MAX) {
                flush();
            }
            int part = Math.min(length - done, OUTPUT_OCTETS_MAX - outputSize);
            if (outputSize + part > output.length) {
                output = Arrays.copyOf(output, Math.min(OUTPUT_OCTETS_MAX, 2 * (outputSize + part)));
            }
            System.arraycopy(octets, offset + done, output, outputSize, part);
            outputSize += part;
            done += part;
        }
    }

    @Override
    public void sendFile(FileChannel file, long position, long length) throws ConnectionEndedException {
        flush();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(OUTPUT_OCTETS_MAX, length));
        long done = 0;
        while (done < length) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), length - done));
            try {
                if (file.read(chunk, position + done) < 0) {
                    throw new IOException("the file ends early");
                }
            } catch (IOException e) {
                throw ended(Reason.VIOLATION, "a file that was being sent cannot be read: " + e.getMessage());
            }
            done += chunk.position();
            send(chunk.flip());
        }
    }

    @Override
    public void flush() throws ConnectionEndedException {
        if (outputSize > 0) {
            int size = outputSize;
            outputSize = 0;
            send(ByteBuffer.wrap(output, 0, size));
        }
    }

    private void send(ByteBuffer octets) throws ConnectionEndedException {
        try {
            within("the peer did not take what was sent for too long", () -> {
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
            });
        } catch (TooLateException e) {
            throw ended(Reason.TIME_LIMIT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw ended(Reason.PEER, "the connection is closed");
        }
    }

    @Override
    public boolean canStartTls() {
        return false;
    }

    @Override
    public void startTls(byte[] goAhead) {
        throw new IllegalStateException("TLS cannot be started on a Unix socket");
    }

    @Override
    public boolean stopping() {
        return input.stopping();
    }

    /// The server: end at the next safe point.
    void stopSoon() {
        input.stopSoon();
    }

    /// The server: end now.
    void stopNow() {
        end(Reason.STOPPED, "the server stops");
    }

    @Override
    public void close() {
        end(Reason.PEER, "the connection is closed");
    }

    private void end(Reason reason, String message) {
        input.end(reason, message);
        mayRead.release();
        try {
            channel.close();
        } catch (IOException _) {
            // It is closed then too.
        }
    }

    // Called by the reader, which holds no permit meanwhile.
    @Override
    public void pause() {
        var _ = mayRead.tryAcquire();
    }

    @Override
    public void resume() {
        mayRead.release();
    }

    private void readOn() {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_OCTETS);
        try {
            while (channel.isOpen()) {
                mayRead.acquireUninterruptibly();
                mayRead.release();
                buffer.clear();
                int count = channel.read(buffer);
                if (count < 0) {
                    input.end(Reason.PEER, "the peer closed the connection");
                    return;
                }
                input.offer(Arrays.copyOf(buffer.array(), count));
            }
        } catch (IOException e) {
            input.end(Reason.PEER, "the connection broke");
        }
    }

    private ConnectionEndedException ended(Reason reason, String message) {
        input.end(reason, message);
        return new ConnectionEndedException(reason, message);
    }

    private void within(String otherwise, Blocking call) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        Future<?> end = watch.schedule(
                () -> {
                    late.set(true);
                    channel.close();
                    return null;
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        try {
            call.run();
        } catch (IOException e) {
            throw late.get() ? new TooLateException(otherwise) : e;
        } finally {
            end.cancel(false);
        }
    }

    /// A wait has reached its limit.
    private static final class TooLateException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLateException(String message) {
            super(message);
        }
    }

    @FunctionalInterface
    private interface Blocking {
        void run() throws IOException;
    }
}
