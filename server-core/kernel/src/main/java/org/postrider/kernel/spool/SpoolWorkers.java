package org.postrider.kernel.spool;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.postrider.api.mail.MailId;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.Waiting;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the mails that are due to be processed, some at a time, and lets each go its journey. Thread-safe.
public final class SpoolWorkers implements Ledger.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWorkers.class);

    private static final long FAULT_DELAY_MILLIS = 60_000;
    private static final long BORROWED_DELAY_MILLIS = 1_000;

    private final int workers;
    private final JournalLedger ledger;
    private final MessageJourney journey;
    private final InstantSource clock;
    // Holds ids alone, of mails of which the ledger limits the number.
    private final BlockingQueue<Optional<Turn>> due = new LinkedBlockingQueue<>();
    private final Set<MailId> underWay = ConcurrentHashMap.newKeySet();
    // Turns that came while their mail was under way; the last one of each mail counts.
    private final Map<MailId, Turn> missed = new ConcurrentHashMap<>();
    // After the stop it takes nothing: what waits is in the ledger.
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("spool-timer").factory(), new ThreadPoolExecutor.DiscardPolicy());
    private final CountDownLatch ended;
    private volatile boolean stopping;
    private volatile boolean started;

    public SpoolWorkers(SpoolConfig config, JournalLedger ledger, MessageJourney journey, InstantSource clock) {
        this.workers = config.workers();
        this.ledger = ledger;
        this.journey = journey;
        this.clock = clock;
        this.ended = new CountDownLatch(workers);
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Begins, with what an earlier process left.
    public void start() {
        started = true;
        for (int i = 0; i < workers; i++) {
            Thread.ofVirtual().name("spool-" + i).start(this::work);
        }
        ledger.follow(this);
    }

    /// Lets the mails under way come to their end; what waits stays in the ledger.
    public void stop(Duration limit) {
        stopping = true;
        later.shutdown();
        if (!started) {
            return;
        }
        for (int i = 0; i < workers; i++) {
            due.add(Optional.empty());
        }
        try {
            if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} mails are still being processed; they go on at the next start", ended.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void due(Waiting entry) {
        if (!isOurs(entry) || stopping) {
            return;
        }
        Turn turn = new Turn(entry.id(), entry.notBefore(), false);
        long delay = entry.notBefore() - clock.millis();
        if (delay <= 0) {
            due.add(Optional.of(turn));
        } else {
            after(delay, turn);
        }
    }

    /// Tries what waits for its next time and is meant, now; but what its sender holds until later stays (RFC 4865).
    ///
    /// @return how many mails
    public int flush(Predicate<Waiting> which) {
        List<Waiting> chosen = ledger.waiting()
                .filter(entry -> isOurs(entry) && !isDue(entry) && entry.since() <= clock.millis())
                .filter(which)
                .toList();
        chosen.forEach(entry -> due.add(Optional.of(new Turn(entry.id(), entry.notBefore(), true))));
        return chosen.size();
    }

    private void work() {
        try {
            while (!stopping) {
                Optional<Turn> next = due.take();
                next.ifPresent(this::process);
            }
        } catch (InterruptedException e) {
            LOG.error("a worker of the spool was interrupted, which nobody may do", e);
        } finally {
            ended.countDown();
        }
    }

    private void process(Turn turn) {
        MailId id = turn.id();
        if (!underWay.add(id)) {
            missed.put(id, turn);
            // The worker that had it may be through since.
            if (!underWay.contains(id)) {
                again(id);
            }
            return;
        }
        try {
            take(turn);
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be processed; it stays in the spool and is tried again in a minute", id, e);
            after(FAULT_DELAY_MILLIS, new Turn(id, turn.notBefore(), false));
            OutOfMemory.check(e);
        } finally {
            underWay.remove(id);
            again(id);
        }
    }

    // The clock may have been set back since, so that nothing but the turn itself says that the mail is due.
    private void again(MailId id) {
        Turn turn = missed.remove(id);
        if (turn != null) {
            due.add(Optional.of(turn));
        }
    }

    private void take(Turn turn) {
        Optional<Waiting> found = ledger.waiting(turn.id()).filter(SpoolWorkers::isOurs);
        if (found.isEmpty()) {
            return;
        }
        if (turn.early() || isDue(found.get()) || hasWaited(turn, found.get())) {
            Optional<Entry> entry = ledger.borrow(turn.id());
            entry.ifPresent(this::travel);
            if (entry.isEmpty()) {
                // It is gone, or an administrator has it for a moment.
                after(BORROWED_DELAY_MILLIS, turn);
            }
        } else if (found.get().notBefore() == turn.notBefore()) {
            // A sender's date, and the clock was set back. Where the date is another one, that has its own timer.
            due(found.get());
        }
    }

    // The timer does not go by the clock, which may have been set back: for another try the time has passed.
    private static boolean hasWaited(Turn turn, Waiting found) {
        return found.attempts() > 0 && found.notBefore() == turn.notBefore();
    }

    private void travel(Entry entry) {
        try {
            journey.travel(entry);
        } finally {
            ledger.giveBack(entry);
        }
    }

    private void after(long millis, Turn turn) {
        var _ = later.schedule(() -> due.add(Optional.of(turn)), millis, TimeUnit.MILLISECONDS);
    }

    private static boolean isOurs(Waiting entry) {
        return !entry.held() && !entry.relaying();
    }

    private boolean isDue(Waiting entry) {
        return clock.millis() >= entry.notBefore();
    }

    /// @param notBefore of the entry when the turn was planned
    /// @param early before its time
    private record Turn(MailId id, long notBefore, boolean early) {}
}
