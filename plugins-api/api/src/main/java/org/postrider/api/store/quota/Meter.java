package org.postrider.api.store.quota;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.Usage;

/// What an account is thought to hold. Thread-safe.
///
/// Adding holds the read lock, counting everything the write lock: so a count is exact but for what other programs do
/// meanwhile. What is removed is not noticed before the next count, which comes before anything is refused.
final class Meter {
    // Counting takes no more than this part of the time.
    private static final long COST_FACTOR = 50;
    private static final Usage NOTHING = new Usage(0, 0, 0);

    private final long countedForNanos;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /// Guarded by this, with all below.
    private Usage used = NOTHING;

    private boolean counted;
    private long countedAt;
    private long cost;

    /// @param countedFor how long a count holds at least; always counted anew where it is 0
    Meter(Duration countedFor) {
        this.countedForNanos = countedFor.toNanos();
    }

    boolean has(Quota quota, AccountStore account, Usage more) throws StoreException {
        if (fits(quota, more, true)) {
            return true;
        }
        lock.writeLock().lock();
        try {
            count(quota, account);
            return fits(quota, more, false);
        } finally {
            lock.writeLock().unlock();
        }
    }

    <T> Added<T> adding(Quota quota, AccountStore account, Usage more, Work<T> work) throws StoreException {
        lock.readLock().lock();
        try {
            Optional<Usage> before = reserve(quota, more);
            if (before.isPresent()) {
                return new Added<>(before.get(), run(more, work));
            }
        } finally {
            lock.readLock().unlock();
        }
        lock.writeLock().lock();
        try {
            count(quota, account);
            if (!fits(quota, more, false)) {
                throw new StoreException(StoreException.Kind.OVER_QUOTA, "the quota does not allow it");
            }
            Usage before = add(more);
            return new Added<>(before, run(more, work));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T run(Usage reserved, Work<T> work) throws StoreException {
        boolean done = false;
        try {
            T result = work.run();
            done = true;
            return result;
        } finally {
            if (!done) {
                var _ = add(new Usage(-reserved.octets(), -reserved.messages(), -reserved.mailboxes()));
            }
        }
    }

    private synchronized Optional<Usage> reserve(Quota quota, Usage more) {
        return fits(quota, more, true) ? Optional.of(add(more)) : Optional.empty();
    }

    private synchronized boolean fits(Quota quota, Usage more, boolean fresh) {
        long age = System.nanoTime() - countedAt;
        boolean isFresh = countedForNanos > 0 && age < Math.max(countedForNanos, COST_FACTOR * cost);
        boolean known = counted && (!fresh || isFresh);
        return known && quota.holds(used.plus(more));
    }

    // What was used before.
    private synchronized Usage add(Usage more) {
        Usage before = used;
        used = used.plus(more);
        return before;
    }

    // Under the write lock: nobody adds meanwhile.
    private void count(Quota quota, AccountStore account) throws StoreException {
        long began = System.nanoTime();
        Usage now = account.usage();
        synchronized (this) {
            used = now;
            counted = true;
            countedAt = System.nanoTime();
            cost = countedAt - began;
        }
        account.noteQuota(quota, now);
    }

    /// @param before what was used before
    record Added<T>(Usage before, T result) {}

    /// Adds something to the store.
    @FunctionalInterface
    interface Work<T> {
        T run() throws StoreException;
    }
}
