package org.postrider.kernel.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.outbound.DeliveryAttempt;
import org.postrider.kernel.outbound.OutboundConfig;
import org.postrider.kernel.outbound.OutboundQueue;
import org.postrider.kernel.outbound.Router;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.outbound.Standing;
import org.postrider.kernel.report.ReportsConfig;
import org.postrider.kernel.report.StatusReports;
import org.postrider.testkit.AwaitedEvents;
import org.postrider.testkit.FakeDns;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// What administrators see of the queue and do with it, over a real ledger and outbound queue.
class MailQueueTest {
    private static final Reply LATER = Reply.of(450, "4.2.0", "not now, please");
    private static final ReportsConfig REPORTS =
            new ReportsConfig(Duration.ofDays(1), new ByteSize(0), new ByteSize(0), false);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path spool;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final FakeDns dns =
            new FakeDns().withAddress("one.example", "192.0.2.1").withAddress("two.example", "192.0.2.2");
    private final AtomicReference<Transport> hosts = new AtomicReference<>(new Answering(LATER));
    private AwaitedEvents events = new AwaitedEvents();
    private JournalLedger ledger;
    private OutboundQueue outbound;
    private MailQueue queue;

    @BeforeEach
    void open() throws IOException {
        ledger = JournalLedger.open(spool, 1024 * 1024);
        OutboundConfig config =
                new OutboundConfig(List.of(HOUR), 0, Duration.ofDays(5), 10, 10, 100, 10, Optional.empty(), List.of());
        Router router = new Router(dns, Domain.parse("mx.example.test"), config, Routes.none(), new Random(1));
        ServerInfo server = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1",
                Path.of("home"));
        StatusReports reports = new StatusReports(REPORTS, server, clock);
        Transport delegating = new Transport() {
            @Override
            public int defaultPort() {
                return 25;
            }

            @Override
            public Report deliver(Target target, Mail mail) {
                return hosts.get().deliver(target, mail);
            }
        };
        DeliveryAttempt attempt = new DeliveryAttempt(
                Routes.none(),
                router,
                Map.of("smtp", delegating),
                new Insistence(ledger),
                config.retrySchedule(),
                reports,
                events,
                clock);
        outbound = new OutboundQueue(config, Duration.ofHours(4), ledger, attempt, clock);
        queue = new MailQueue(ledger, outbound, _ -> 0, events, clock, Duration.ofDays(5));
        outbound.start();
    }

    @AfterEach
    void close() throws IOException {
        outbound.stop(Duration.ofSeconds(10));
        ledger.close();
    }

    @Test
    void theListShowsWhatIsMeant() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");
        deferred("m2", "bob@example.test", "y@two.example");

        assertThat(ids(QueueSelection.ALL)).containsExactly("m1", "m2");
        assertThat(ids(selection("one.example", "", ""))).containsExactly("m1");
        assertThat(ids(selection("smtp:two.example", "", ""))).containsExactly("m2");
        assertThat(ids(selection("*.example", "", ""))).containsExactly("m1", "m2");
        assertThat(ids(selection("", "ANN@example.test", ""))).containsExactly("m1");
        assertThat(ids(selection("", "@example.test", "@two.example"))).containsExactly("m2");
        assertThat(ids(selection("", "<>", ""))).isEmpty();
    }

    @Test
    void aMailIsShownWithWhatWasSaidOfEachRecipientAndWhyItWaits() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");

        QueueDetail detail = queue.show(new MailId("m1")).orElseThrow();

        assertThat(detail.recipients())
                .containsExactly(new QueueDetail.Status(MailAddress.parse("x@one.example"), Optional.of(LATER)));
        assertThat(detail.item().state()).isEqualTo(QueueState.DEFERRED);
        assertThat(detail.lastAttempt()).contains(clock.instant());
        assertThat(detail.why())
                .contains("tried once")
                .contains("not now, please")
                .contains("in 60 minutes");
        assertThat(queue.show(new MailId("other"))).isEmpty();
    }

    @Test
    void whatIsHeldIsNotTriedAndStaysSoOverARestart() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");

        assertThat(queue.hold(only("m1")).ids()).hasSize(1);
        assertThat(queue.hold(only("m1")).ids()).as("it is so already").isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(queue.flush()).isZero();
        close();
        events = new AwaitedEvents();
        open();

        assertThat(queue.show(new MailId("m1")).orElseThrow().item().held()).isTrue();
        assertThat(queue.why(new MailId("m1")).orElseThrow()).contains("queue release m1");
        hosts.set(new Answering(Reply.of(250, "2.0.0", "taken")));
        assertThat(queue.release(only("m1")).ids()).hasSize(1);
        assertThat(events.next(1).getFirst()).isInstanceOf(MailEvent.Sent.class);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void whatIsDeletedIsGoneAndInTheLog() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");
        deferred("m2", "ann@example.test", "x@one.example");

        assertThat(queue.delete(only("m1")).ids()).hasSize(1);

        assertThat(events.next(1).getFirst()).isInstanceOf(MailEvent.Discarded.class);
        assertThat(ids(QueueSelection.ALL)).containsExactly("m2");
        clock.advance(Duration.ofHours(2));
        assertThat(outbound.standing("smtp:one.example").orElseThrow().mails()).isEqualTo(1);
    }

    @Test
    void whatIsRequeuedIsThePipelinesAgain() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");

        queue.requeue(selection("one.example", "", ""));

        Entry entry = ledger.entries().getFirst();
        assertThat(entry.stage()).isEqualTo(new Stage.Processing("root"));
        assertThat(entry.attempts()).isZero();
        assertThat(outbound.standing("smtp:one.example")).isEmpty();
    }

    // By id and attempts is named what comes of a mail.
    @Test
    void whatComesOfARequeuedMailTakesNobodysPlace() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");
        deferred("m1-1", "ann@example.test", "y@two.example");

        queue.requeue(selection("one.example", "", ""));

        Entry again = ledger.entries().stream()
                .filter(entry -> entry.stage() instanceof Stage.Processing)
                .findFirst()
                .orElseThrow();
        assertThat(again.id()).isNotEqualTo(new MailId("m1"));
        assertThat(again.id().value()).startsWith("m1-");
        assertThat(again.id().child(1)).isNotEqualTo(new MailId("m1-1"));
    }

    @Test
    void theIdUnderWhichAMailWasAcceptedStandsForWhatWaitsOfIt() throws Exception {
        deferred("m1-1", "ann@example.test", "x@one.example");
        deferred("m1-2-1", "ann@example.test", "y@two.example");
        deferred("m12", "ann@example.test", "y@two.example");

        assertThat(queue.named(new MailId("m1"))).extracting(MailId::value).containsExactly("m1-1", "m1-2-1");
        assertThat(queue.named(new MailId("m1-1"))).extracting(MailId::value).containsExactly("m1-1");
        assertThat(queue.named(new MailId("m"))).isEmpty();
        assertThat(ids(only("m1"))).containsExactly("m1-1", "m1-2-1");
        assertThat(queue.delete(only("m1")).ids()).hasSize(2);
        assertThat(ids(QueueSelection.ALL)).containsExactly("m12");
    }

    @Test
    void flushTriesOnlyWhatIsMeant() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");
        deferred("m2", "ann@example.test", "y@two.example");
        hosts.set(new Answering(Reply.of(250, "2.0.0", "taken")));

        assertThat(queue.flush(selection("two.example", "", ""))).isEqualTo(1);
        assertThat(events.next(1).getFirst())
                .isInstanceOfSatisfying(
                        MailEvent.Sent.class,
                        sent -> assertThat(sent.id().value()).isEqualTo("m2"));
        assertThat(outbound.flush(Domain.parse("example"), false)).isZero();
        assertThat(outbound.flush(Domain.parse("example"), true)).isEqualTo(1);
        assertThat(events.next(1).getFirst()).isInstanceOf(MailEvent.Sent.class);
    }

    @Test
    void whatIsUnderWayIsLeftAlone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        hosts.set(new Answering(Reply.of(250, "2.0.0", "taken")) {
            @Override
            public Report deliver(Target target, Mail mail) {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.deliver(target, mail);
            }
        });
        accept("m1", "ann@example.test", "x@one.example");
        begun.await();

        assertThat(queue.delete(only("m1"))).isEqualTo(new MailQueue.Changed(List.of(), 1));
        assertThat(queue.why(new MailId("m1")).orElseThrow()).contains("at this moment");
        end.countDown();
        assertThat(events.next(1).getFirst()).isInstanceOf(MailEvent.Sent.class);
    }

    @Test
    void theHistogramCountsByDestinationAndAge() throws Exception {
        deferred("m1", "ann@example.test", "x@one.example");
        clock.advance(Duration.ofMinutes(30));
        deferred("m2", "ann@example.test", "x@one.example");
        deferred("m3", "ann@example.test", "y@two.example");

        AgeHistogram histogram = queue.histogram(10);

        assertThat(histogram.total().mails()).isEqualTo(3);
        assertThat(histogram.rows())
                .extracting(AgeHistogram.Row::destination)
                .containsExactly("smtp:one.example", "smtp:two.example");
        assertThat(histogram.rows().getFirst().counts().subList(0, 4)).containsExactly(0L, 0L, 0L, 2L);
    }

    @Test
    void aMailForSeveralDomainsAndVeryManyRecipientsIsSplit() throws Exception {
        hosts.set(new Answering(Reply.of(250, "2.0.0", "taken")));
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 350; i++) {
            addresses.add("r" + i + (i < 250 ? "@one.example" : "@two.example"));
        }
        accept("m1", "ann@example.test", addresses.toArray(String[]::new));

        assertThat(events.next(350)).allMatch(MailEvent.Sent.class::isInstance).doesNotHaveDuplicates();
        assertThat(((Answering) hosts.get()).sizes()).containsExactlyInAnyOrder(100, 100, 50, 100);
    }

    private void deferred(String id, String from, String... to) throws Exception {
        accept(id, from, to);
        assertThat(events.next(1).getFirst()).isInstanceOf(MailEvent.Deferred.class);
        awaitQuiet(id);
    }

    // The event is told a moment before the attempt has ended.
    private void awaitQuiet(String id) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (outbound.standing(new MailId(id))
                .filter(standing -> standing.state() == Standing.State.ACTIVE)
                .isPresent()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void accept(String id, String from, String... to) throws IOException {
        Mail mail = TestMail.from(from).to(to).id(id).build();
        ledger.accept(Entry.due(mail, new Stage.Relaying(Route.BY_MX), clock.instant()), () -> {});
    }

    private List<String> ids(QueueSelection selection) {
        List<String> ids = new ArrayList<>();
        queue.list(selection, 100, item -> ids.add(item.id().value()));
        return ids;
    }

    private static QueueSelection only(String id) {
        return new QueueSelection(
                List.of(new MailId(id)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static QueueSelection selection(String destination, String sender, String recipient) {
        return new QueueSelection(
                List.of(), given(destination), given(sender), given(recipient), Optional.empty(), Optional.empty());
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private static class Answering implements Transport {
        private final Reply reply;
        private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

        Answering(Reply reply) {
            this.reply = reply;
        }

        List<Integer> sizes() {
            return List.copyOf(sizes);
        }

        @Override
        public int defaultPort() {
            return 25;
        }

        @Override
        public Report deliver(Target target, Mail mail) {
            sizes.add(mail.recipients().size());
            Map<Recipient, Reply> replies = new HashMap<>();
            mail.recipients().forEach(recipient -> replies.put(recipient, reply));
            return Report.Answered.of(replies);
        }
    }
}
