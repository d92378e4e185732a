package org.postrider.kernel.outbound;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.queue.QueueFlush;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.ledger.Waiting;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mail that waits to leave. Thread-safe.
///
/// Everything stands in the ledger, and what [Waiting] says of it here. An entry for several domains, or for more
/// recipients than go in one transaction, is first split; then [Scheduler] says whose turn it is, and each attempt is
/// one of [DeliveryAttempt].
///
/// Towards other hosts delivery is at least once: where the process dies between a host's `250` and the ledger's record
/// of it, which follows at once, the mail is sent again at the next start. The record is on the disk within
/// [#TICK_MILLIS].
public final class OutboundQueue implements Ledger.Follower, QueueFlush {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundQueue.class);
    private static final long STOP_POLL_MILLIS = 20;
    private static final long FAULT_DELAY_MILLIS = 60_000;
    private static final long BORROWED_DELAY_MILLIS = 1_000;
    private static final long TICK_MILLIS = 200;
    private static final long CLOCK_JUMP_MILLIS = 10_000;
    private static final Feedback NOTHING =
            new Feedback(Feedback.Kind.NONE, Reply.of(451, "4.3.0", "it was not tried"));

    private final OutboundConfig config;
    private final JournalLedger ledger;
    private final DeliveryAttempt attempt;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outbound-timer").factory());
    private volatile boolean stopping;
    /// Something was recorded that is not certain to be on the disk.
    private volatile boolean unforced;
    /// By how much the clock was ahead of the machine's running time. Confined to the timer's thread.
    private long clockAhead;

    /// @param delayAfter from which age on a sender is told of a delay
    public OutboundQueue(
            OutboundConfig config,
            Duration delayAfter,
            JournalLedger ledger,
            DeliveryAttempt attempt,
            InstantSource clock) {
        this.config = config;
        this.ledger = ledger;
        this.attempt = attempt;
        this.clock = clock;
        Patience patience = Patience.of(config.retrySchedule().longest(), delayAfter, config.giveUpAfter());
        this.scheduler = new Scheduler(config.concurrency(), patience, this::destination, clock);
        this.clockAhead = clockAhead();
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Begins, with what an earlier process left.
    public void start() {
        ledger.follow(this);
        var _ = later.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Lets attempts under way come to their end; what waits stays in the ledger.
    public void stop(Duration limit) {
        stopping = true;
        later.shutdown();
        long deadline = System.nanoTime() + limit.toNanos();
        while (scheduler.active() > 0 && System.nanoTime() < deadline) {
            pause();
        }
        if (scheduler.active() > 0) {
            LOG.warn(
                    "{} deliveries to other hosts are cut off; they are repeated at the next start",
                    scheduler.active());
        }
    }

    @Override
    public void due(Waiting entry) {
        if (!entry.relaying() || stopping) {
            return;
        }
        if (entry.held()) {
            scheduler.remove(entry.id());
        } else if (entry.several() || entry.recipients() > config.recipientsPerTransaction()) {
            split(entry.id());
        } else {
            scheduler.put(entry);
            pump();
        }
    }

    /// Tries everything that waits, now.
    ///
    /// @return how many mails
    public int flush() {
        return flush(_ -> true);
    }

    /// Tries what waits and is meant, now.
    ///
    /// @return how many mails
    public int flush(Predicate<Waiting> which) {
        int count = scheduler.tryNow(which);
        pump();
        return count;
    }

    @Override
    public int flush(Domain domain, boolean subdomains) {
        Predicate<Domain> meant =
                each -> each.equals(domain) || (subdomains && each.name().endsWith("." + domain.name()));
        Set<MailId> ids = new HashSet<>();
        ledger.waiting()
                .filter(Waiting::relaying)
                .filter(waiting -> concerns(waiting, meant))
                .forEach(waiting -> ids.add(waiting.id()));
        return ids.isEmpty() ? 0 : flush(waiting -> ids.contains(waiting.id()));
    }

    /// An entry is gone, and was not replaced.
    public void forget(MailId id) {
        scheduler.remove(id);
    }

    /// How a waiting mail stands.
    public Optional<Standing> standing(MailId id) {
        return scheduler.standing(id);
    }

    /// How a destination stands for which mail waits.
    public Optional<Standing> standing(String destination) {
        return scheduler.standing(destination);
    }

    // Only a route to certain hosts does not say the domain.
    private boolean concerns(Waiting waiting, Predicate<Domain> meant) {
        String where = waiting.destination().substring(waiting.destination().indexOf(':') + 1);
        if (!where.startsWith("[")) {
            return meant.test(new Domain(where));
        }
        return ledger.find(waiting.id()).stream()
                .flatMap(entry -> entry.mail().recipients().stream())
                .anyMatch(recipient -> meant.test(recipient.address().domain()));
    }

    private Destination destination(String name) {
        Optional<DestinationLimits> limits = config.limits(name);
        int concurrency = limits.flatMap(DestinationLimits::concurrency).orElse(config.concurrencyPerDestination());
        int perMinute = limits.flatMap(DestinationLimits::perMinute).orElse(0);
        return new Destination(
                name, new Health(concurrency, () -> ThreadLocalRandom.current().nextLong()), perMinute);
    }

    // Each domain is tried, deferred and failed by itself. The parts come back by due().
    private void split(MailId id) {
        Optional<Entry> borrowed = Optional.empty();
        try {
            borrowed = ledger.borrow(id);
            if (borrowed.isPresent()) {
                ledger.replace(id, parts(borrowed.get()), List.of());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("{} cannot be split by destination; it is tried again in a minute", id, e);
            again(id, FAULT_DELAY_MILLIS);
        } finally {
            borrowed.ifPresent(ledger::giveBack);
        }
    }

    private List<Entry> parts(Entry entry) {
        Map<String, List<Recipient>> groups = new LinkedHashMap<>();
        for (Recipient recipient : entry.mail().recipients()) {
            groups.computeIfAbsent(entry.stage().destination(recipient), _ -> new ArrayList<>())
                    .add(recipient);
        }
        List<Entry> parts = new ArrayList<>();
        int max = config.recipientsPerTransaction();
        for (List<Recipient> group : groups.values()) {
            for (int from = 0; from < group.size(); from += max) {
                List<Recipient> some = group.subList(from, Math.min(group.size(), from + max));
                MailId id = entry.id().child((entry.attempts() << 16) + parts.size() + 1);
                parts.add(entry.withMail(entry.mail().withRecipients(some).withId(id)));
            }
        }
        return parts;
    }

    private void pump() {
        for (Optional<Scheduler.Turn> next = next(); next.isPresent(); next = next()) {
            Scheduler.Turn turn = next.get();
            Thread.ofVirtual().name("outbound").start(() -> take(turn));
        }
    }

    private Optional<Scheduler.Turn> next() {
        return stopping ? Optional.empty() : scheduler.next();
    }

    private void take(Scheduler.Turn turn) {
        Feedback feedback = NOTHING;
        Optional<Entry> borrowed = Optional.empty();
        boolean failed = false;
        try {
            borrowed = ledger.borrow(turn.id());
            if (borrowed.isPresent()
                    && !borrowed.get().held()
                    && borrowed.get().stage() instanceof Stage.Relaying(var route)) {
                feedback = attempt.make(borrowed.get(), route, turn.answer());
                unforced = true;
            }
        } catch (RuntimeException | Error e) {
            failed = true;
            LOG.error("the delivery of {} failed; it is tried again in a minute", turn.id(), e);
            OutOfMemory.check(e);
        } finally {
            borrowed.ifPresent(ledger::giveBack);
            scheduler.done(turn, feedback);
            if (failed) {
                again(turn.id(), FAULT_DELAY_MILLIS);
            } else if (borrowed.isEmpty()) {
                // It is gone, or an administrator has it for a moment.
                again(turn.id(), BORROWED_DELAY_MILLIS);
            }
            pump();
        }
    }

    private void again(MailId id, long millis) {
        if (!stopping && ledger.waiting(id).isPresent()) {
            var _ = later.schedule(() -> ledger.waiting(id).ifPresent(this::due), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        try {
            watchClock();
            if (unforced) {
                unforced = false;
                ledger.force();
            }
            pump();
        } catch (IOException e) {
            unforced = true;
            LOG.error("the journal cannot be forced to the disk: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            // The timer would never call again.
            LOG.error("the outbound queue's timer failed", e);
            OutOfMemory.check(e);
        }
    }

    private void watchClock() {
        long ahead = clockAhead();
        long jump = ahead - clockAhead;
        clockAhead = ahead;
        if (Math.abs(jump) >= CLOCK_JUMP_MILLIS) {
            LOG.warn("The clock was set by {} s; what waits for another try waits no shorter or longer", jump / 1000);
            scheduler.clockWasSet(jump);
        }
    }

    private long clockAhead() {
        return clock.millis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(STOP_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
