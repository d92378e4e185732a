package org.postrider.imap.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.TlsInfo;

/// A connection whose octets are compressed in both directions (RFC 4978). Confined to the session's thread as any
/// other; whatever a client sends unfolds to no more than one buffer at a time.
public final class DeflateConnection implements Connection {
    private final Connection raw;
    // RFC 4978 §3: raw deflate, without the header of zlib
    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final byte[] compressed = new byte[BUFFER_OCTETS];
    private final byte[] plain = new byte[BUFFER_OCTETS];
    private final byte[] deflated = new byte[BUFFER_OCTETS];
    private int next;
    private int end;
    private boolean unflushed;
    private Duration limit;

    /// @param limit for each call that waits, as in [#timeLimit]
    public DeflateConnection(Connection raw, Duration limit) {
        this.raw = raw;
        this.limit = limit;
    }

    @Override
    public byte[] readLine(int octetsMax) throws ConnectionEndedException, LineTooLongException {
        // The line as a whole has the time limit, however little of it comes at once.
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            return readLine(octetsMax, deadline);
        } finally {
            raw.timeLimit(limit);
        }
    }

    private byte[] readLine(int octetsMax, long deadline) throws ConnectionEndedException, LineTooLongException {
        byte[] line = new byte[0];
        while (true) {
            if (next == end) {
                raw.timeLimit(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                fill();
            }
            int stop = next;
            int most = Math.min(end, next + octetsMax - line.length);
            while (stop < most && plain[stop] != '\n') {
                stop++;
            }
            boolean found = stop < most;
            int taken = stop - next + (found ? 1 : 0);
            line = Arrays.copyOf(line, line.length + taken);
            System.arraycopy(plain, next, line, line.length - taken, taken);
            next += taken;
            if (found) {
                return line;
            }
            if (line.length >= octetsMax) {
                throw new LineTooLongException(octetsMax);
            }
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws ConnectionEndedException {
        if (next == end) {
            fill();
        }
        int count = Math.min(length, end - next);
        System.arraycopy(plain, next, buffer, offset, count);
        next += count;
        return count;
    }

    // Waits until there is something to read.
    private void fill() throws ConnectionEndedException {
        while (!inflate()) {
            // What a client waits for must not wait for the client.
            flush();
            int count = raw.read(compressed, 0, compressed.length);
            inflater.setInput(compressed, 0, count);
        }
    }

    // What has been received already; false where it gives nothing.
    private boolean inflate() throws ConnectionEndedException {
        try {
            next = 0;
            end = inflater.inflate(plain);
        } catch (DataFormatException e) {
            end = 0;
            throw violation("the client does not send what DEFLATE makes");
        }
        if (end == 0 && (inflater.finished() || inflater.needsDictionary())) {
            throw violation("the client has ended its compressed stream");
        }
        return end > 0;
    }

    private static ConnectionEndedException violation(String what) {
        return new ConnectionEndedException(ConnectionEndedException.Reason.VIOLATION, what);
    }

    @Override
    public int buffered() {
        return end - next + inflater.getRemaining() + raw.buffered();
    }

    @Override
    public Wake await(Duration waitLimit) throws ConnectionEndedException {
        long deadline = System.nanoTime() + waitLimit.toNanos();
        while (next == end && !inflate()) {
            // The end of a flush, which says nothing, may be all that was received.
            flush();
            Wake wake = raw.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (wake != Wake.INPUT) {
                return wake;
            }
            int count = raw.read(compressed, 0, compressed.length);
            inflater.setInput(compressed, 0, count);
        }
        return Wake.INPUT;
    }

    @Override
    public void pause(Duration time) throws ConnectionEndedException {
        flush();
        raw.pause(time);
    }

    @Override
    public void wake() {
        raw.wake();
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws ConnectionEndedException {
        deflater.setInput(octets, offset, length);
        unflushed = true;
        drain(Deflater.NO_FLUSH);
    }

    @Override
    public void sendFile(FileChannel file, long position, long length) throws ConnectionEndedException {
        byte[] part = new byte[BUFFER_OCTETS];
        long done = 0;
        try {
            while (done < length) {
                int wanted = (int) Math.min(part.length, length - done);
                int count = file.read(ByteBuffer.wrap(part, 0, wanted), position + done);
                if (count < 0) {
                    throw violation("the file is shorter than it was");
                }
                write(part, 0, count);
                done += count;
            }
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            throw violation("a file cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void flush() throws ConnectionEndedException {
        if (unflushed) {
            unflushed = false;
            drain(Deflater.SYNC_FLUSH);
        }
        raw.flush();
    }

    private void drain(int mode) throws ConnectionEndedException {
        int count = deflater.deflate(deflated, 0, deflated.length, mode);
        while (count > 0) {
            raw.write(deflated, 0, count);
            count = count < deflated.length && deflater.needsInput()
                    ? 0
                    : deflater.deflate(deflated, 0, deflated.length, mode);
        }
    }

    /// Gives back the memory of both directions; the connection below stays open.
    public void end() {
        inflater.end();
        deflater.end();
    }

    @Override
    public SocketAddress localAddress() {
        return raw.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return raw.remoteAddress();
    }

    @Override
    public InetAddress client() {
        return raw.client();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return raw.tls();
    }

    @Override
    public void timeLimit(Duration newLimit) {
        limit = newLimit;
        raw.timeLimit(newLimit);
    }

    @Override
    public boolean canStartTls() {
        return false;
    }

    @Override
    public void startTls(byte[] goAhead) {
        throw new IllegalStateException("TLS comes before compression");
    }

    @Override
    public boolean stopping() {
        return raw.stopping();
    }

    @Override
    public void close() {
        raw.close();
    }
}
