package org.postrider.kernel.spool;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postrider.api.mail.MailId;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the mails that are due to be processed, some at a time, and lets each go its journey. Thread-safe.
public final class SpoolWorkers implements Ledger.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWorkers.class);

    private static final long FAULT_DELAY_MILLIS = 60_000;

    private final int workers;
    private final JournalLedger ledger;
    private final MessageJourney journey;
    private final InstantSource clock;
    // Holds ids alone, of mails of which the ledger limits the number.
    private final BlockingQueue<Optional<Turn>> due = new LinkedBlockingQueue<>();
    private final Set<MailId> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("spool-timer").factory());
    private final CountDownLatch ended;
    private volatile boolean stopping;

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
        for (int i = 0; i < workers; i++) {
            Thread.ofVirtual().name("spool-" + i).start(this::work);
        }
        ledger.follow(this);
    }

    /// Lets the mails under way come to their end; what waits stays in the ledger.
    public void stop(Duration limit) {
        stopping = true;
        later.shutdown();
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
    public void due(Entry entry) {
        if (!isOurs(entry) || stopping) {
            return;
        }
        long delay = Duration.between(clock.instant(), entry.notBefore()).toMillis();
        if (delay <= 0) {
            due.add(Optional.of(new Turn(entry.id(), false)));
        } else {
            after(delay, entry.id());
        }
    }

    /// Tries what waits for its next time, now.
    ///
    /// @return how many mails
    public int flush() {
        int count = 0;
        for (Entry entry : ledger.entries()) {
            if (isOurs(entry) && !isDue(entry)) {
                due.add(Optional.of(new Turn(entry.id(), true)));
                count++;
            }
        }
        return count;
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
            return;
        }
        try {
            ledger.find(id)
                    .filter(entry -> isOurs(entry) && (turn.early() || isDue(entry)))
                    .ifPresent(journey::travel);
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be processed; it stays in the spool and is tried again in a minute", id, e);
            after(FAULT_DELAY_MILLIS, id);
        } finally {
            underWay.remove(id);
        }
    }

    private void after(long millis, MailId id) {
        var _ = later.schedule(() -> due.add(Optional.of(new Turn(id, false))), millis, TimeUnit.MILLISECONDS);
    }

    private static boolean isOurs(Entry entry) {
        return !entry.held()
                && switch (entry.stage()) {
                    case Stage.Processing _, Stage.Storing _ -> true;
                    case Stage.Relaying _ -> false;
                };
    }

    private boolean isDue(Entry entry) {
        return !clock.instant().isBefore(entry.notBefore());
    }

    /// @param early before its time
    private record Turn(MailId id, boolean early) {}
}
