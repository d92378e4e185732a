package org.postrider.protocol;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;

/// Reads lines and blocks from a [Connection] through one buffer, so that what stands behind a block is still there for
/// the next line.
///
/// While a session uses this, nobody else reads from the connection. Confined to the session thread.
public final class WireInput {
    private static final int SMALL_OCTETS = 2048;

    private final Connection connection;
    private final LongSupplier nanos;

    /// Small until a block is read: many sessions only wait.
    private byte[] buffer = new byte[SMALL_OCTETS];

    private int position;
    private int end;

    /// While `timed`: when the present line must be whole.
    private long deadline;

    private boolean timed;

    public WireInput(Connection connection) {
        this(connection, System::nanoTime);
    }

    /// @param nanos of the machine's running time
    WireInput(Connection connection, LongSupplier nanos) {
        this.connection = connection;
        this.nanos = nanos;
    }

    /// Reads up to and including the next LF.
    ///
    /// @param octetsMax the limit for the line, its line break included
    /// @return the line with its line break exactly as it came
    /// @throws LineTooLongException where the limit is reached first; [#skipLine] reads on to the end of
    ///     the line
    public byte[] readLine(int octetsMax) throws ConnectionEndedException, LineTooLongException {
        byte[] line = new byte[0];
        while (true) {
            if (position == end) {
                fill();
            }
            int limit = Math.min(end, position + octetsMax - line.length);
            int lineFeed = LineBreaks.nextLineFeed(buffer, position, limit);
            int until = lineFeed < 0 ? limit : lineFeed + 1;
            int before = line.length;
            line = Arrays.copyOf(line, before + until - position);
            System.arraycopy(buffer, position, line, before, until - position);
            position = until;
            if (lineFeed >= 0) {
                return line;
            }
            if (line.length == octetsMax) {
                throw new LineTooLongException(octetsMax);
            }
        }
    }

    /// The same for a line that must be whole within a time, however little of it comes at once: who sends it octet by
    /// octet is not waited for again and again. The connection's time limit is this one afterwards.
    public byte[] readLine(int octetsMax, Duration limit) throws ConnectionEndedException, LineTooLongException {
        deadline = nanos.getAsLong() + limit.toNanos();
        timed = true;
        try {
            return readLine(octetsMax);
        } finally {
            timed = false;
            connection.timeLimit(limit);
        }
    }

    /// Reads on to the end of a line that was too long.
    ///
    /// @return false where it did not end within `octetsMax` more octets
    public boolean skipLine(long octetsMax) throws ConnectionEndedException {
        for (long skipped = 0; skipped < octetsMax; ) {
            if (position == end) {
                fill();
            }
            int lineFeed = LineBreaks.nextLineFeed(buffer, position, end);
            if (lineFeed >= 0) {
                position = lineFeed + 1;
                return true;
            }
            skipped += end - position;
            position = end;
        }
        return false;
    }

    /// Makes sure that there is something between [#position()] and [#end()] in [#buffer()]; waits only
    /// where there is
    /// nothing.
    public void block() throws ConnectionEndedException {
        if (position == end) {
            if (buffer.length < Connection.BUFFER_OCTETS) {
                buffer = new byte[Connection.BUFFER_OCTETS];
            }
            fill();
        }
    }

    /// What [#block()] has read. To be looked at only, and only until the next call of a reading method.
    public byte[] buffer() {
        return buffer;
    }

    /// The index in [#buffer()] of the first octet that nobody has taken.
    public int position() {
        return position;
    }

    /// The index in [#buffer()] after the last octet.
    public int end() {
        return end;
    }

    /// Takes the octets before `newPosition`, which lies between [#position()] and [#end()].
    public void position(int newPosition) {
        if (newPosition < position || newPosition > end) {
            throw new IllegalArgumentException(newPosition + " is not in " + position + ".." + end);
        }
        position = newPosition;
    }

    /// Octets that have come and nobody has taken.
    public int buffered() {
        return end - position + connection.buffered();
    }

    private void fill() throws ConnectionEndedException {
        if (timed) {
            connection.timeLimit(Duration.ofNanos(Math.max(1, deadline - nanos.getAsLong())));
        }
        position = 0;
        end = 0;
        end = connection.read(buffer, 0, buffer.length);
    }
}
