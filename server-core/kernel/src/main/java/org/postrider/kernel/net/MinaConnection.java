package org.postrider.kernel.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.future.DefaultWriteFuture;
import org.apache.mina.core.future.WriteFuture;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;
import org.postrider.api.net.ChannelBinding;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.TlsInfo;

/// A connection over a MINA session. Confined to the session's thread, but for what MINA's thread calls (marked so) and
/// [#wake], [#close].
final class MinaConnection implements Connection, InputPipe.Source {
    static final String TLS_FILTER = "tls";

    private static final int FILE_CHUNK_OCTETS = 64 * 1024;
    private static final int OUTPUT_OCTETS_FIRST = 512;
    // Each time that it is full costs a hand-over to MINA's thread: that is what long answers wait for.
    private static final int OUTPUT_OCTETS_MAX = 64 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private final AbstractIoSession session;
    private final Optional<Supplier<SslFilter>> tls;
    private final InputPipe input;
    private final CountDownLatch secured = new CountDownLatch(1);
    private long limitNanos = Duration.ofMinutes(5).toNanos();

    /// Given back while the session waits, so that an idle connection costs no buffer.
    private byte[] output = NOTHING;

    private int outputSize;
    /// What is on its way by `writing`; the next output when it has left.
    private byte[] sending = NOTHING;

    private volatile boolean stoppedNow;
    private volatile @Nullable WriteFuture writing;
    private volatile @Nullable TlsInfo tlsInfo;
    /// For whom a proxy speaks.
    private volatile @Nullable InetAddress behind;

    /// @param tls makes the filter that turns TLS on, where it is configured
    /// @param sessionMax how long the session may last
    MinaConnection(AbstractIoSession session, Optional<Supplier<SslFilter>> tls, Duration sessionMax) {
        this.session = session;
        this.input = new InputPipe(this, sessionMax);
        this.tls = tls;
        session.getFilterChain().addFirst(DirectWrites.NAME, new DirectWrites());
    }

    @Override
    public SocketAddress localAddress() {
        return session.getLocalAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public InetAddress client() {
        InetAddress told = behind;
        if (told != null) {
            return told;
        }
        return session.getRemoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return Optional.ofNullable(tlsInfo);
    }

    @Override
    public Optional<byte[]> channelBinding(ChannelBinding type) {
        return session.getAttribute(SslFilter.SSL_SECURED) instanceof SSLSession agreed
                ? ChannelBindings.of(agreed, type)
                : Optional.empty();
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        return session.getAttribute(SslFilter.SSL_SECURED) instanceof SSLSession agreed
                ? ChannelBindings.peer(agreed)
                : List.of();
    }

    @Override
    public void timeLimit(Duration limit) {
        limitNanos = limit.toNanos();
    }

    @Override
    public byte[] readLine(int octetsMax) throws ConnectionEndedException, LineTooLongException {
        giveBackOutput();
        return input.readLine(octetsMax, limitNanos);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws ConnectionEndedException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        giveBackOutput();
        return input.read(buffer, offset, Math.min(length, BUFFER_OCTETS), limitNanos);
    }

    @Override
    public int buffered() {
        return input.size();
    }

    @Override
    public Wake await(Duration limit) throws ConnectionEndedException {
        giveBackOutput();
        return input.await(limit.toNanos());
    }

    @Override
    public void pause(Duration time) throws ConnectionEndedException {
        flush();
        giveBackOutput();
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
                int larger = Math.max(OUTPUT_OCTETS_FIRST, Math.max(outputSize + part, 2 * output.length));
                output = Arrays.copyOf(output, Math.min(OUTPUT_OCTETS_MAX, larger));
            }
            System.arraycopy(octets, offset + done, output, outputSize, part);
            outputSize += part;
            done += part;
        }
    }

    // In chunks, because a FileRegion cannot pass the TLS filter: one is read while the one before it is on its way.
    @Override
    public void sendFile(FileChannel file, long position, long length) throws ConnectionEndedException {
        flush();
        int size = (int) Math.min(FILE_CHUNK_OCTETS, length);
        ByteBuffer[] chunks = {ByteBuffer.allocate(size), ByteBuffer.allocate(size < length ? size : 0)};
        long left = length;
        long from = position;
        for (int i = 0; left > 0; i ^= 1) {
            ByteBuffer chunk = chunks[i];
            chunk.clear().limit((int) Math.min(chunk.capacity(), left));
            try {
                while (chunk.hasRemaining()) {
                    int count = file.read(chunk, from + chunk.position());
                    if (count < 0) {
                        throw new IOException("the file ends early");
                    }
                }
            } catch (IOException e) {
                // The peer was promised octets that cannot be had.
                throw end(Reason.VIOLATION, "a file that was being sent cannot be read: " + e.getMessage());
            }
            int count = chunk.position();
            send(chunk.flip());
            from += count;
            left -= count;
        }
    }

    @Override
    public void flush() throws ConnectionEndedException {
        if (outputSize > 0) {
            byte[] full = output;
            int size = outputSize;
            outputSize = 0;
            output = NOTHING;
            send(ByteBuffer.wrap(full, 0, size));
            sending = full;
        }
    }

    @Override
    public boolean canStartTls() {
        return tls.isPresent() && tlsInfo == null;
    }

    // Without a race: nothing is read until the filter is there, and what came before it came in the clear.
    @Override
    public void startTls(byte[] goAhead) throws ConnectionEndedException {
        SslFilter filter = tls.filter(_ -> tlsInfo == null)
                .orElseThrow(() -> new IllegalStateException("TLS cannot be started here"))
                .get();
        awaitSent();
        writing = onProcessor(session::suspendRead);
        awaitSent();
        write(goAhead);
        flush();
        awaitSent();
        if (input.size() > 0) {
            throw end(Reason.VIOLATION, "the peer sent something in the clear that was to be encrypted");
        }
        writing = onProcessor(() -> {
            session.getFilterChain().addAfter(DirectWrites.NAME, TLS_FILTER, filter);
            session.resumeRead();
        });
        awaitSent();
        awaitSecured();
    }

    @Override
    public boolean stopping() {
        return input.stopping();
    }

    @Override
    public void close() {
        session.closeOnFlush();
    }

    /// Returns when the handshake is done.
    void awaitSecured() throws ConnectionEndedException {
        try {
            if (!secured.await(limitNanos, TimeUnit.NANOSECONDS)) {
                throw end(Reason.TIME_LIMIT, "the TLS handshake took too long");
            }
        } catch (InterruptedException e) {
            throw end(Reason.STOPPED, "interrupted during the TLS handshake");
        }
        if (tlsInfo == null) {
            throw end(Reason.TLS, "the TLS handshake failed");
        }
    }

    /// MINA's thread, before the session opens: the peer is a proxy, and this is its client.
    void speaksFor(InetAddress client) {
        behind = client;
    }

    /// MINA's thread: octets came.
    void received(IoBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        input.offer(octets);
    }

    /// MINA's thread: the handshake is done.
    void secured() {
        if (session.getAttribute(SslFilter.SSL_SECURED) instanceof SSLSession agreed) {
            tlsInfo = new TlsInfo(agreed.getProtocol(), agreed.getCipherSuite());
        } else {
            tlsInfo = new TlsInfo("TLS", "unknown");
        }
        secured.countDown();
    }

    /// MINA's thread: the peer will say no more, but may still listen.
    ///
    /// Reading is suspended, because the selector would report the end of the stream again and again.
    void inputClosed() {
        session.suspendRead();
        ended(Reason.PEER, "the peer closed the connection");
    }

    /// Whether MINA watches for input.
    boolean reading() {
        return !session.isReadSuspended();
    }

    /// MINA's thread, or the server: there will be no more input.
    void ended(Reason reason, String message) {
        input.end(reason, message);
        secured.countDown();
    }

    /// MINA's thread: the socket is closed.
    ///
    /// MINA tells what waits in its queue, but not who wrote the request of which a part has left already.
    void closed() {
        ended(Reason.PEER, "the connection is closed");
        WriteFuture cutOff = writing;
        if (cutOff != null) {
            cutOff.setException(new ClosedChannelException());
        }
    }

    /// The server: end at the next safe point.
    void stopSoon() {
        input.stopSoon();
    }

    /// The server: end now.
    void stopNow() {
        stoppedNow = true;
        input.end(Reason.STOPPED, "the server stops");
        session.closeNow();
    }

    @Override
    public void pause() {
        session.suspendRead();
    }

    // At once; and again on MINA's thread, which may be changing what it watches for at this moment, and lose this.
    @Override
    public void resume() {
        session.resumeRead();
        var _ = onProcessor(session::resumeRead);
    }

    // Runs something on MINA's thread, and wakes it: as the listener of a write of nothing, behind what is being
    // written.
    // MINA keeps what it watches for in one number that two threads must not change at a time.
    @SuppressWarnings("unchecked") // a processor is made for its sessions
    private WriteFuture onProcessor(Runnable task) {
        WriteFuture reached = new DefaultWriteFuture(session);
        reached.addListener(_ -> {
            if (reached.isWritten()) {
                task.run();
            }
        });
        session.getProcessor().write(session, new DefaultWriteRequest(IoBuffer.allocate(0), reached));
        return reached;
    }

    // One write at a time, awaited before the next: MINA's own queue has no limit, and through TLS it fails when it
    // grows. Not awaited at once, so that the session goes on to what the peer says meanwhile.
    private void send(ByteBuffer octets) throws ConnectionEndedException {
        awaitSent();
        WriteFuture written = session.write(IoBuffer.wrap(octets));
        writing = written;
    }

    private void awaitSent() throws ConnectionEndedException {
        WriteFuture written = writing;
        if (written == null) {
            return;
        }
        if (session.getCloseFuture().isClosed()) {
            // It was closed since; closed() may have missed this one.
            written.setException(new ClosedChannelException());
        }
        if (!written.awaitUninterruptibly(limitNanos / 1_000_000)) {
            session.closeNow();
            throw end(Reason.TIME_LIMIT, "the peer did not take what was sent for too long");
        }
        if (!written.isWritten()) {
            throw stoppedNow ? end(Reason.STOPPED, "the server stops") : end(Reason.PEER, "the connection is closed");
        }
        writing = null;
        if (output.length == 0) {
            output = sending;
            sending = NOTHING;
        }
    }

    private void giveBackOutput() {
        if (outputSize == 0 && input.size() == 0) {
            output = NOTHING;
            sending = NOTHING;
        }
    }

    private ConnectionEndedException end(Reason reason, String message) {
        input.end(reason, message);
        return new ConnectionEndedException(reason, message);
    }
}
