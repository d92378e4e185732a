package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.transport.Route;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Pipelines;
import org.postrider.kernel.pipeline.WayLog;
import org.postrider.kernel.report.ReportsConfig;
import org.postrider.kernel.report.StatusReports;
import org.postrider.testkit.AwaitedEvents;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// Whatever clocks, timers and faults do: a mail that waits is looked at again.
@Timeout(60)
class SpoolWorkersTest {
    private static final ReportsConfig NO_DELAYS =
            new ReportsConfig(Duration.ofDays(100_000), new ByteSize(0), new ByteSize(0), false);

    private static final Reply LATER = Reply.of(451, "4.3.0", "later");
    private static final Mailet DISCARD = mail -> new Outcome.Discard(mail, "done");

    @TempDir
    private Path spool;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final AwaitedEvents events = new AwaitedEvents();
    private JournalLedger ledger;
    private SpoolWorkers workers;

    @BeforeEach
    void open() throws IOException {
        ledger = JournalLedger.open(spool, 1024 * 1024);
        workers = workers(1, DISCARD, events, clock);
    }

    @AfterEach
    void close() throws IOException {
        workers.stop(Duration.ofSeconds(10));
        ledger.close();
    }

    @Test
    void whatAnEarlierProcessLeftIsTakenUpAtTheStart() throws Exception {
        accept(entry("m1"));
        accept(entry("m2"));

        workers.start();

        assertThat(events.next(2)).allMatch(MailEvent.Discarded.class::isInstance);
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void aMailThatIsAcceptedWhileTheyWorkIsProcessedAtOnce() throws Exception {
        workers.start();

        accept(entry("m1"));

        assertThat(events.next()).isInstanceOf(MailEvent.Discarded.class);
    }

    @Test
    void aMailThatIsDueInLessThanAMillisecondIsNotForgotten() throws Exception {
        // Each look at the clock takes a while: the mail is not yet due when a worker has it.
        AtomicInteger looks = new AtomicInteger();
        InstantSource slow = () -> TestMail.RECEIVED_AT.plusNanos(100_000L * looks.incrementAndGet());
        workers = workers(1, DISCARD, events, slow);
        accept(at(entry("m1"), TestMail.RECEIVED_AT.plusNanos(1_050_000)));

        workers.start();

        assertThat(events.next()).isInstanceOf(MailEvent.Discarded.class);
    }

    @Test
    void aDeferredMailIsTriedAgainWhenItsTimeHasCome() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Mailet third = mail ->
                tries.incrementAndGet() < 3 ? new Outcome.Retry(mail, LATER) : new Outcome.Discard(mail, "done");
        workers = workers(2, third, events, InstantSource.system());
        accept(at(entry("m1"), Instant.EPOCH));

        workers.start();

        assertThat(events.next(3))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(MailEvent.Deferred.class),
                        second -> assertThat(second).isInstanceOf(MailEvent.Deferred.class),
                        last -> assertThat(last).isInstanceOf(MailEvent.Discarded.class));
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeAnotherTryWaitLonger() throws Exception {
        MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
        AtomicInteger tries = new AtomicInteger();
        Mailet second = mail ->
                tries.incrementAndGet() < 2 ? new Outcome.Retry(mail, LATER) : new Outcome.Discard(mail, "done");
        workers = workers(2, second, events, clock);
        accept(at(entry("m1"), Instant.EPOCH));
        workers.start();
        assertThat(events.next()).isInstanceOf(MailEvent.Deferred.class);

        clock.set(clock.instant().minus(Duration.ofHours(1)));

        assertThat(events.next()).isInstanceOf(MailEvent.Discarded.class);
    }

    @Test
    void aTurnThatComesWhileTheMailIsUnderWayIsNotLost() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch otherDone = new CountDownLatch(1);
        Entry first = entry("m1");
        Entry other = entry("m2");
        Mailet twice = mail -> mail.id().equals(first.id()) && tries.incrementAndGet() == 1
                ? new Outcome.Retry(mail, LATER)
                : new Outcome.Discard(mail, "done");
        // While the worker still tells of the first try, the second is due and another worker takes its turn.
        EventLog telling = event -> {
            if (event instanceof MailEvent.Deferred) {
                clock.advance(Duration.ofDays(1));
                workers.due(ledger.waiting(first.id()).orElseThrow());
                acceptUnchecked(other);
                awaitUnchecked(otherDone);
            }
            if (event instanceof MailEvent.Discarded discarded && discarded.id().equals(other.id())) {
                otherDone.countDown();
            }
            events.record(event);
        };
        workers = workers(2, twice, telling, clock, Duration.ofHours(1));
        accept(first);

        workers.start();

        assertThat(events.next(3))
                .filteredOn(MailEvent.Discarded.class::isInstance)
                .hasSize(2);
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void whatIsHeldOrTheOutboundQueuesIsLeftAlone() throws Exception {
        Entry due = entry("m1");
        accept(new Entry(due.mail(), due.stage(), due.notBefore(), 0, due.lastReply(), true));
        accept(Entry.due(mail("m2"), new Stage.Relaying(Route.BY_MX), clock.instant()));
        accept(entry("m3"));

        workers.start();

        assertThat(((MailEvent.Discarded) events.next()).id()).isEqualTo(new MailId("m3"));
        workers.stop(Duration.ofSeconds(10));
        assertThat(ledger.entries()).extracting(entry -> entry.id().value()).containsExactlyInAnyOrder("m1", "m2");
    }

    @Test
    void aFaultOfOneMailDoesNotEndTheWorker() throws Exception {
        Mailet deadly = mail -> {
            if (mail.id().value().equals("m1")) {
                throw new LinkageError("not really");
            }
            return new Outcome.Discard(mail, "done");
        };
        workers = workers(1, deadly, events, clock);
        workers.start();
        accept(entry("m1"));
        accept(entry("m2"));

        assertThat(((MailEvent.Discarded) events.next()).id()).isEqualTo(new MailId("m2"));
        assertThat(ledger.find(new MailId("m1"))).isPresent();
    }

    @Test
    void flushingTriesBeforeItsTimeWhatWaits() throws Exception {
        accept(at(entry("m1"), clock.instant().plus(Duration.ofDays(1))));
        workers.start();

        assertThat(workers.flush(_ -> true)).isEqualTo(1);

        assertThat(events.next()).isInstanceOf(MailEvent.Discarded.class);
    }

    @Test
    void aMailThatHangsDoesNotHoldUpTheStopAndIsStillThereAfterwards() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Mailet hanging = mail -> {
            begun.countDown();
            assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
            return new Outcome.Retry(mail, LATER);
        };
        workers = workers(1, hanging, events, clock);
        workers.start();
        accept(entry("m1"));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        workers.stop(Duration.ofMillis(10));

        assertThat(ledger.find(new MailId("m1"))).isPresent();
        // Stopping means that nothing is due any more, not that the ledger's callers fail.
        accept(entry("m2"));
        end.countDown();
        assertThat(events.next()).isInstanceOf(MailEvent.Deferred.class);
        assertThat(ledger.size()).isEqualTo(2);
    }

    private SpoolWorkers workers(int number, Mailet mailet, EventLog log, InstantSource time) {
        return workers(number, mailet, log, time, Duration.ofMillis(1));
    }

    private SpoolWorkers workers(int number, Mailet mailet, EventLog log, InstantSource time, Duration delay) {
        MessageJourney journey = new MessageJourney(
                new LivePipeline(Pipelines.of(mailet), () -> {}),
                Routes.none(),
                new MemoryStore(time),
                new Insistence(ledger),
                new StatusReports(NO_DELAYS, SpoolSetup.SERVER, time),
                new RetrySchedule(List.of(delay), Duration.ofDays(100_000)),
                log,
                WayLog.NONE,
                new ServerMetrics().times("store_delivery_seconds", "Time."),
                time);
        return new SpoolWorkers(SpoolSetup.config(spool, number), ledger, journey, time);
    }

    private void accept(Entry entry) throws IOException {
        ledger.accept(entry, () -> {});
    }

    private void acceptUnchecked(Entry entry) {
        try {
            accept(entry);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Entry entry(String id) {
        return Entry.due(mail(id), new Stage.Processing("root"), clock.instant());
    }

    private static Entry at(Entry entry, Instant notBefore) {
        return new Entry(entry.mail(), entry.stage(), notBefore, 0, entry.lastReply(), false);
    }

    private static Mail mail(String id) {
        return TestMail.from("ann@example.org").to("bob@example.test").id(id).build();
    }
}
