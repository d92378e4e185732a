package org.postrider.kernel.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.api.net.Connection.Wake;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;

/// Octets on their way from MINA's thread to the session's. Bounded: above the high mark the source is asked to pause,
/// below the low mark to go on. Thread-safe; one thread reads.
///
/// A session that has lasted its time is treated as one whose server stops: it is told so at its next safe point, and a
/// grace later no wait goes on.
final class InputPipe {
    static final int HIGH_MARK = 64 * 1024;
    static final int LOW_MARK = 16 * 1024;

    /// How long a session may still wait for input after its time is over.
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Source source;
    private final long sessionEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by `lock`.
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int headOffset;
    private int size;
    private boolean paused;
    private boolean woken;
    private boolean stopping;
    private @Nullable ConnectionEndedException end;

    /// @param sessionMax how long the session may last
    InputPipe(Source source, Duration sessionMax) {
        this.source = source;
        this.sessionEnd = System.nanoTime() + sessionMax.toNanos();
    }

    /// Adds what was received; never blocks. The array belongs to the pipe from now on.
    void offer(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        lock.lock();
        try {
            chunks.add(octets);
            size += octets.length;
            if (size >= HIGH_MARK && !paused) {
                paused = true;
                source.pause();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// No more will come. What is there can still be read; then reading fails with `reason`. The first
    /// reason counts.
    void end(Reason reason, String message) {
        lock.lock();
        try {
            if (end == null) {
                end = new ConnectionEndedException(reason, message);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void stopSoon() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean stopping() {
        lock.lock();
        try {
            return stopping || sessionLeft() <= 0;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets all input; used where there must be none.
    void clear() {
        lock.lock();
        try {
            chunks.clear();
            headOffset = 0;
            size = 0;
            goOn();
        } finally {
            lock.unlock();
        }
    }

    int read(byte[] buffer, int offset, int length, long limitNanos) throws ConnectionEndedException {
        lock.lock();
        try {
            if (length == 0) {
                return 0;
            }
            awaitMoreThan(0, limitNanos);
            int count = Math.min(length, size);
            take(buffer, offset, count);
            return count;
        } finally {
            lock.unlock();
        }
    }

    byte[] readLine(int octetsMax, long limitNanos) throws ConnectionEndedException, LineTooLongException {
        lock.lock();
        try {
            long deadline = System.nanoTime() + limitNanos;
            int searched = 0;
            while (true) {
                int found = indexOfLineFeed(searched, octetsMax);
                if (found >= 0) {
                    return take(found + 1);
                }
                if (size >= octetsMax) {
                    take(octetsMax);
                    throw new LineTooLongException(octetsMax);
                }
                searched = size;
                awaitMoreThan(size, deadline - System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    Wake await(long limitNanos) throws ConnectionEndedException {
        lock.lock();
        try {
            long left = limitNanos;
            while (size == 0) {
                if (woken) {
                    woken = false;
                    return Wake.WOKEN;
                }
                failIfEnded();
                long sessionLeft = sessionLeft();
                if (stopping || sessionLeft <= 0) {
                    return Wake.STOPPING;
                }
                if (left <= 0) {
                    return Wake.TIME;
                }
                left -= awaitChange(Math.min(left, sessionLeft));
            }
            return Wake.INPUT;
        } finally {
            lock.unlock();
        }
    }

    /// Lets time pass, unless the connection ends, or the server or the session's time is about to.
    void pause(long nanos) throws ConnectionEndedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !stopping && sessionLeft() > 0) {
                failIfEnded();
                left -= awaitChange(Math.min(left, sessionLeft()));
            }
        } finally {
            lock.unlock();
        }
    }

    // Guarded by `lock`.
    private void awaitMoreThan(int octets, long limitNanos) throws ConnectionEndedException {
        long left = limitNanos;
        while (size <= octets) {
            failIfEnded();
            if (paused) {
                // A line may be longer than the high mark.
                goOn();
                continue;
            }
            if (left <= 0) {
                throw new ConnectionEndedException(Reason.TIME_LIMIT, "the peer was silent for too long");
            }
            long sessionLeft = sessionLeft() + GRACE.toNanos();
            if (sessionLeft <= 0) {
                throw new ConnectionEndedException(Reason.TIME_LIMIT, "the session has lasted too long");
            }
            left -= awaitChange(Math.min(left, sessionLeft));
        }
    }

    // Guarded by `lock`. Nobody may interrupt a session's thread; where somebody does, the wait goes on.
    @SuppressWarnings("WaitNotInLoop") // the loops are those of the callers
    private long awaitChange(long nanos) {
        long start = System.nanoTime();
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException _) {
            // As said: the wait goes on.
        }
        return System.nanoTime() - start;
    }

    private long sessionLeft() {
        return sessionEnd - System.nanoTime();
    }

    // Guarded by `lock`.
    private void failIfEnded() throws ConnectionEndedException {
        ConnectionEndedException over = end;
        if (over != null) {
            throw new ConnectionEndedException(over.reason(), String.valueOf(over.getMessage()));
        }
    }

    // Guarded by `lock`.
    private int indexOfLineFeed(int from, int before) {
        int position = -headOffset;
        for (byte[] chunk : chunks) {
            int start = Math.max(0, from - position);
            int stop = Math.min(chunk.length, before - position);
            for (int i = Math.max(start, position < 0 ? headOffset : 0); i < stop; i++) {
                if (chunk[i] == '\n') {
                    return position + i;
                }
            }
            position += chunk.length;
            if (position >= before) {
                break;
            }
        }
        return -1;
    }

    // Guarded by `lock`.
    private byte[] take(int count) {
        byte[] taken = new byte[count];
        take(taken, 0, count);
        return taken;
    }

    // Guarded by `lock`.
    private void take(byte[] target, int offset, int count) {
        int left = count;
        while (left > 0) {
            byte[] head = chunks.getFirst();
            int part = Math.min(left, head.length - headOffset);
            System.arraycopy(head, headOffset, target, offset + count - left, part);
            left -= part;
            headOffset += part;
            if (headOffset == head.length) {
                chunks.removeFirst();
                headOffset = 0;
            }
        }
        size -= count;
        if (size <= LOW_MARK) {
            goOn();
        }
    }

    // Guarded by `lock`.
    private void goOn() {
        if (paused && end == null) {
            paused = false;
            source.resume();
        }
    }

    @Override
    public String toString() {
        return "InputPipe" + Arrays.asList(size, paused, stopping);
    }

    /// Where the octets come from.
    interface Source {
        void pause();

        void resume();
    }
}
