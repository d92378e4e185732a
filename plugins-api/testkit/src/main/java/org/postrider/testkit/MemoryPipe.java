package org.postrider.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Octets on their way from one end to the other. Thread-safe.
final class MemoryPipe {
    /// A writer waits while so many octets are unread, as it would on a socket.
    private static final int CAPACITY = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by lock.
    private final byte[] ring = new byte[CAPACITY];
    private int first;
    private int size;
    private boolean closed;
    private boolean poked;

    /// @return false where the pipe is closed or the time is over
    boolean write(byte[] octets, int offset, int length, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            int from = offset;
            while (from < offset + length) {
                while (size == CAPACITY && !closed && left > 0) {
                    left = waitNanos(left);
                }
                if (closed || size == CAPACITY) {
                    return false;
                }
                int end = (first + size) % CAPACITY;
                int count = Math.min(Math.min(offset + length - from, CAPACITY - size), CAPACITY - end);
                System.arraycopy(octets, from, ring, end, count);
                size += count;
                from += count;
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// @return how many; 0 where the time is over; -1 where nothing comes any more
    int read(byte[] buffer, int offset, int length, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (size == 0 && !closed && left > 0) {
                left = waitNanos(left);
            }
            if (size == 0) {
                return closed ? -1 : 0;
            }
            int count = Math.min(Math.min(length, size), CAPACITY - first);
            System.arraycopy(ring, first, buffer, offset, count);
            first = (first + count) % CAPACITY;
            size -= count;
            changed.signalAll();
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for octets, the end, a [#poke()] or the time.
    void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (size == 0 && !closed && !poked && left > 0) {
                left = waitNanos(left);
            }
            poked = false;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the present or next [#await].
    void poke() {
        lock.lock();
        try {
            poked = true;
            changed.signalAll();
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

    boolean ended() {
        lock.lock();
        try {
            return closed && size == 0;
        } finally {
            lock.unlock();
        }
    }

    /// What was written can still be read.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // All callers stand in a loop of their own.
    @SuppressWarnings("WaitNotInLoop")
    private long waitNanos(long nanos) {
        try {
            return changed.awaitNanos(Math.min(nanos, TimeUnit.DAYS.toNanos(1)));
        } catch (InterruptedException e) {
            throw new IllegalStateException("a test's thread was interrupted", e);
        }
    }
}
