package org.postrider.kernel.outbound;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.queue.QueueFlush;
import org.postrider.api.transport.Route;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mail that waits to leave. Thread-safe.
///
/// Holds ids alone; everything else stands in the ledger. An entry for several domains is first split into one for
/// each;
/// then each attempt is one of [DeliveryAttempt].
///
/// Towards other hosts delivery is at least once: where the process dies between a host's `250` and the ledger's record
/// of
/// it, which follows at once, the mail is sent again at the next start.
public final class OutboundQueue implements Ledger.Follower, QueueFlush {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundQueue.class);
    private static final long STOP_POLL_MILLIS = 20;
    private static final long FAULT_DELAY_MILLIS = 60_000;

    private final JournalLedger ledger;
    private final DeliveryAttempt attempt;
    private final InstantSource clock;
    private final Destinations destinations;
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outbound-timer").factory());
    private volatile boolean stopping;

    public OutboundQueue(OutboundConfig config, JournalLedger ledger, DeliveryAttempt attempt, InstantSource clock) {
        this.ledger = ledger;
        this.attempt = attempt;
        this.clock = clock;
        this.destinations = new Destinations(config.concurrency(), config.concurrencyPerDestination());
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Begins, with what an earlier process left.
    public void start() {
        ledger.follow(this);
    }

    /// Lets attempts under way come to their end; what waits stays in the ledger.
    public void stop(Duration limit) {
        stopping = true;
        later.shutdown();
        long deadline = System.nanoTime() + limit.toNanos();
        while (destinations.active() > 0 && System.nanoTime() < deadline) {
            pause();
        }
        if (destinations.active() > 0) {
            LOG.warn(
                    "{} deliveries to other hosts are cut off; they are repeated at the next start",
                    destinations.active());
        }
    }

    @Override
    public void due(Entry entry) {
        if (!(entry.stage() instanceof Stage.Relaying(var route)) || entry.held() || stopping) {
            return;
        }
        long delay = Duration.between(clock.instant(), entry.notBefore()).toMillis();
        if (delay > 0) {
            after(delay, entry);
        } else {
            enqueue(entry, route);
        }
    }

    /// Tries everything that waits, now.
    ///
    /// @return how many mails
    public int flush() {
        int count = 0;
        for (Entry entry : ledger.entries()) {
            if (entry.stage() instanceof Stage.Relaying(var route) && !entry.held()) {
                enqueue(entry, route);
                count++;
            }
        }
        return count;
    }

    @Override
    public int flush(Domain domain, boolean subdomains) {
        String below = "." + domain.name();
        int count = 0;
        for (Entry entry : ledger.entries()) {
            boolean meant = entry.mail().recipients().stream()
                    .map(recipient -> recipient.address().domain())
                    .anyMatch(each ->
                            each.equals(domain) || (subdomains && each.name().endsWith(below)));
            if (meant && entry.stage() instanceof Stage.Relaying(var route) && !entry.held()) {
                enqueue(entry, route);
                count++;
            }
        }
        return count;
    }

    private void enqueue(Entry entry, Route route) {
        Map<String, List<Recipient>> groups = byDestination(entry, route);
        if (groups.size() > 1) {
            split(entry, groups);
        } else if (destinations.add(groups.keySet().iterator().next(), entry.id())) {
            pump();
        }
    }

    // Each domain is tried, deferred and failed by itself. The parts come back by due().
    private void split(Entry entry, Map<String, List<Recipient>> groups) {
        List<Entry> parts = new ArrayList<>();
        for (List<Recipient> recipients : groups.values()) {
            MailId id = entry.id().child((entry.attempts() << 16) + parts.size() + 1);
            parts.add(new Entry(
                    entry.mail().withRecipients(recipients).withId(id),
                    entry.stage(),
                    entry.notBefore(),
                    entry.attempts(),
                    entry.lastReply(),
                    false));
        }
        try {
            ledger.replace(entry.id(), parts, List.of());
        } catch (IOException e) {
            LOG.error("{} cannot be split by destination; it is tried again in a minute", entry.id(), e);
            after(FAULT_DELAY_MILLIS, entry);
        }
    }

    private void pump() {
        for (Optional<Destinations.Turn> next = next(); next.isPresent(); next = next()) {
            Destinations.Turn turn = next.get();
            Thread.ofVirtual().name("outbound").start(() -> take(turn));
        }
    }

    private Optional<Destinations.Turn> next() {
        return stopping ? Optional.empty() : destinations.next();
    }

    private void take(Destinations.Turn turn) {
        try {
            Optional<Entry> entry = ledger.find(turn.id()).filter(found -> !found.held());
            if (entry.isPresent() && entry.get().stage() instanceof Stage.Relaying(var route)) {
                attempt.make(entry.get(), route);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("the delivery of {} failed; it is tried again later", turn.id(), e);
        } finally {
            destinations.done(turn);
            // It failed, or, deferred by no time at all, was told of while it was still under way. One that was tried
            // before its time has its timer.
            ledger.find(turn.id())
                    .filter(entry -> !clock.instant().isBefore(entry.notBefore()))
                    .ifPresent(entry -> after(FAULT_DELAY_MILLIS, entry));
            pump();
        }
    }

    // Where the entry has another date by then, that has its own timer.
    private void after(long millis, Entry entry) {
        if (!stopping) {
            MailId id = entry.id();
            Instant planned = entry.notBefore();
            var _ = later.schedule(
                    () -> ledger.find(id)
                            .filter(now -> now.notBefore().equals(planned))
                            .ifPresent(this::due),
                    millis,
                    TimeUnit.MILLISECONDS);
        }
    }

    private static Map<String, List<Recipient>> byDestination(Entry entry, Route route) {
        Map<String, List<Recipient>> groups = new LinkedHashMap<>();
        for (Recipient recipient : entry.mail().recipients()) {
            groups.computeIfAbsent(destination(route, recipient), _ -> new ArrayList<>())
                    .add(recipient);
        }
        return groups;
    }

    /// What a mail waits for: mails with the same are tried in turn.
    public static String destination(Route route, Recipient recipient) {
        String where = route.hosts().isEmpty()
                ? recipient.address().domain().name()
                : route.hosts().toString();
        return route.transport() + ":" + where;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(STOP_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
