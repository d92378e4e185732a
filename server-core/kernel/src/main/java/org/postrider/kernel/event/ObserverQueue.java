package org.postrider.kernel.event;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.api.event.MailEvent;
import org.postrider.api.event.MailObserver;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one observer has not heard yet, and the thread that tells it. Whoever adds to it never waits. Thread-safe.
public final class ObserverQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ObserverQueue.class);
    // One that always fails, or is always late, would fill the log.
    private static final long SILENCE_MILLIS = 60_000;

    private final String name;
    private final MailObserver observer;
    private final Runnable lost;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition end = lock.newCondition();
    // All guarded by the lock.
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Changed> changes = new HashSet<>();
    private final Complaint losses = new Complaint();
    private boolean stopping;
    private boolean ended = true;
    // Of the telling thread alone.
    private final Complaint failures = new Complaint();

    /// @param name for the log, with its plugin's
    /// @param observer guarded: its calls come back
    /// @param lost is run for each event that passes by
    public ObserverQueue(String name, MailObserver observer, Runnable lost, InstantSource clock) {
        this.name = name;
        this.observer = observer;
        this.lost = lost;
        this.clock = clock;
    }

    void start() {
        lock.lock();
        try {
            ended = false;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("observer").start(this::tell);
    }

    void happened(MailEvent event) {
        add(new Happened(event));
    }

    void changed(MailAddress account, MailboxName mailbox) {
        add(new Changed(account, mailbox));
    }

    private void add(Waiting next) {
        long complaint = 0;
        lock.lock();
        try {
            if (stopping || (next instanceof Changed change && changes.contains(change))) {
                return;
            }
            if (waiting.size() < MailObserver.WAITING_MAX) {
                waiting.add(next);
                if (next instanceof Changed change) {
                    changes.add(change);
                }
                news.signal();
            } else {
                lost.run();
                complaint = losses.another(clock.millis());
            }
        } finally {
            lock.unlock();
        }
        if (complaint > 0) {
            LOG.warn("{} is too slow: {} more events have passed it by", name, complaint);
        }
    }

    private void tell() {
        try {
            for (Waiting next = next(); next != null; next = next()) {
                tell(next);
            }
        } finally {
            lock.lock();
            try {
                ended = true;
                end.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void tell(Waiting next) {
        try {
            switch (next) {
                case Happened(var event) -> observer.happened(event);
                case Changed(var account, var mailbox) -> observer.changed(account, mailbox);
            }
        } catch (Exception | Error e) {
            long complaint = failures.another(clock.millis());
            if (complaint > 0) {
                LOG.error("{} failed; that makes {} times since this was last said", name, complaint, e);
            }
        }
    }

    // Null when it has stopped and everything was told.
    private @Nullable Waiting next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !stopping) {
                news.awaitUninterruptibly();
            }
            Waiting next = waiting.poll();
            if (next instanceof Changed change) {
                changes.remove(change);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// From now on nothing is added.
    void stopSoon() {
        lock.lock();
        try {
            stopping = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Returns when all was told, or the time is over.
    void awaitStop(Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!ended && left > 0) {
                left = end.awaitNanos(left);
            }
            if (!ended) {
                LOG.warn("{} has not heard the last {} events before the stop", name, waiting.size() + 1);
                waiting.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private sealed interface Waiting {}

    private record Happened(MailEvent event) implements Waiting {}

    private record Changed(MailAddress account, MailboxName mailbox) implements Waiting {}

    /// Counts what is not worth a line each.
    private static final class Complaint {
        private long count;
        private long saidAt;
        private boolean said;

        /// @return how many since it was last said, where it is time to say it again; else 0
        long another(long now) {
            count++;
            // The clock may have been set back.
            if (said && Math.abs(now - saidAt) < SILENCE_MILLIS) {
                return 0;
            }
            long since = count;
            count = 0;
            said = true;
            saidAt = now;
            return since;
        }
    }
}
