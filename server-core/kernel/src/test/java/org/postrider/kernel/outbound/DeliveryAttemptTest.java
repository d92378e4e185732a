package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.outbound.RoutesConfig.After;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.report.ReportsConfig;
import org.postrider.kernel.report.StatusReports;
import org.postrider.testkit.FakeDns;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.RecordedEvents;
import org.postrider.testkit.TestMail;

/// What an attempt to hand mail over leaves in the ledger: one record, with every recipient in it.
class DeliveryAttemptTest {
    private static final Reply DONE = Reply.of(250, "2.0.0", "taken");
    private static final Reply LATER = Reply.of(450, "4.2.0", "later");
    private static final Reply NEVER = Reply.of(550, "5.1.1", "no such user");

    private static final ReportsConfig REPORTS =
            new ReportsConfig(Duration.ofHours(1), new ByteSize(0), new ByteSize(0), false);
    private static final ServerInfo SERVER = new ServerInfo(
            Domain.parse("mx.example.test"),
            Domain.parse("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "1",
            Path.of("home"));

    private final FakeDns dns = new FakeDns();
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final RecordedEvents events = new RecordedEvents();
    private final Replacements ledger = new Replacements();
    private final Scripted transport = new Scripted();
    private final Entry entry = Entry.due(
            TestMail.from("ann@example.test")
                    .to("a@example.org", "b@example.org", "c@example.org")
                    .build(),
            new Stage.Relaying(Route.BY_MX),
            clock.instant());

    @BeforeEach
    void aDomainWithTwoHosts() {
        dns.withMx("example.org", 10, "mx1.example.org").withAddress("mx1.example.org", "192.0.2.1");
        dns.withMx("example.org", 20, "mx2.example.org").withAddress("mx2.example.org", "192.0.2.2");
    }

    @Test
    void whatIsTakenLeavesNothing() {
        transport.answers(DONE, DONE, DONE);

        make(entry);

        assertThat(ledger.successors()).isEmpty();
        assertThat(events.of(MailEvent.Sent.class)).hasSize(3);
    }

    @Test
    void eachRecipientHasItsOwnEnd() {
        transport.answers(DONE, LATER, NEVER);

        make(entry);

        assertThat(ledger.successors()).hasSize(2);
        Entry deferred = ledger.successors().getFirst();
        assertThat(deferred.id()).isEqualTo(entry.id());
        assertThat(addresses(deferred)).containsExactly("b@example.org");
        assertThat(deferred.attempts()).isEqualTo(1);
        assertThat(deferred.notBefore()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(deferred.lastReply()).contains(LATER);
        Entry failed = ledger.successors().getLast();
        assertThat(failed.stage()).isEqualTo(new Stage.Processing("bounces"));
        assertThat(addresses(failed)).containsExactly("c@example.org");
        assertThat(failed.mail().attribute(DeliveryAttempt.FAILURE_ATTRIBUTE)).contains("550 5.1.1 no such user");
        assertThat(failed.mail().attribute(StatusReports.HOST_ATTRIBUTE)).contains("mx1.example.org");
        assertThat(failed.id()).isNotEqualTo(entry.id());
    }

    @Test
    void aRecipientOfWhichTheTransportSaysNothingIsTriedAgain() {
        transport.answers(DONE);

        make(entry);

        assertThat(addresses(ledger.successors().getFirst())).containsExactly("b@example.org", "c@example.org");
    }

    // RFC 8689 §4.2.1
    @Test
    void mailThatRequiresTlsDoesNotFollowMxRecords() {
        Mail mail = entry.mail();
        Envelope envelope =
                new Envelope(mail.reversePath(), mail.recipients(), MailParameters.DEFAULT.withRequireTls(true));

        make(Entry.due(mail.withEnvelope(envelope), new Stage.Relaying(Route.BY_MX), clock.instant()));

        assertThat(transport.tried).isEmpty();
        assertThat(ledger.successors().getFirst().mail().attribute(DeliveryAttempt.FAILURE_ATTRIBUTE))
                .hasValueSatisfying(reply -> assertThat(reply).startsWith("550 5.7.30 "));
    }

    @Test
    void theNextHostIsTriedWhereOneDoesNotAnswer() {
        transport.unreachable(Reply.of(421, "4.4.2", "too busy"));
        transport.answers(DONE, DONE, DONE);

        make(entry);

        assertThat(transport.tried).containsExactly("mx1.example.org", "mx2.example.org");
        assertThat(ledger.successors()).isEmpty();
    }

    @Test
    void aHostThatHasAnsweredIsTheLastToBeTried() {
        transport.answers(LATER, LATER, LATER);

        make(entry);

        assertThat(transport.tried).containsExactly("mx1.example.org");
        assertThat(addresses(ledger.successors().getFirst())).hasSize(3);
    }

    @Test
    void whereNoHostAnswersAllIsDeferredWithTheLastReason() {
        transport.unreachable(Reply.of(451, "4.4.1", "refused"));
        transport.unreachable(Reply.of(451, "4.4.1", "timed out"));

        make(entry);

        assertThat(ledger.successors()).hasSize(1);
        assertThat(ledger.successors().getFirst().lastReply().orElseThrow().text())
                .isEqualTo("timed out");
        assertThat(events.of(MailEvent.Deferred.class)).hasSize(3);
    }

    // RFC 5321 §5.1
    @Test
    void aHostThatNeverTakesMailDoesNotSpeakForOneThatIsDownForNow() {
        Reply never = Reply.of(550, "5.7.1", "not from you");
        Reply down = Reply.of(451, "4.4.1", "timed out");
        for (List<Reply> reasons : List.of(List.of(down, never), List.of(never, down))) {
            reasons.forEach(transport::unreachable);

            make(entry);

            assertThat(ledger.successors())
                    .singleElement()
                    .satisfies(deferred -> assertThat(deferred.lastReply()).contains(down));
        }
        transport.unreachable(never);
        transport.unreachable(never);

        make(entry);

        assertThat(ledger.successors().getFirst().stage()).isEqualTo(new Stage.Processing("bounces"));
    }

    @Test
    void theDelaysGrowAndAtTheEndTheSenderIsTold() {
        Entry now = entry;
        List<Long> minutes = new ArrayList<>();
        while (now.stage() instanceof Stage.Relaying) {
            transport.unreachable(LATER);
            transport.unreachable(LATER);
            make(now);
            now = ledger.successors().getFirst();
            minutes.add(Duration.between(clock.instant(), now.notBefore()).toMinutes());
            clock.set(now.notBefore());
        }
        assertThat(minutes).startsWith(5L, 10L, 10L).endsWith(0L);
        assertThat(Duration.between(TestMail.RECEIVED_AT, clock.instant())).isLessThanOrEqualTo(Duration.ofHours(2));
        assertThat(now.stage()).isEqualTo(new Stage.Processing("bounces"));
        assertThat(now.mail().attribute(DeliveryAttempt.FAILURE_ATTRIBUTE).orElseThrow())
                .startsWith("550 5.4.7")
                .contains("later");
    }

    @Test
    void aDomainThatTakesNoMailFailsAtOnce() {
        FakeDns none = new FakeDns().withMx("example.org", 0, "");

        attempt(none, Map.of("smtp", transport)).make(entry, Route.BY_MX, Optional.empty());

        assertThat(transport.tried).isEmpty();
        assertThat(ledger.successors().getFirst().stage()).isEqualTo(new Stage.Processing("bounces"));
    }

    @Test
    void whatWasSaidOfEachRecipientIsKept() {
        Reply full = Reply.of(452, "4.2.2", "full");
        transport.answers(full, LATER, LATER);

        make(entry);

        Entry deferred = ledger.successors().getFirst();
        assertThat(deferred.tries().last()).contains(clock.instant());
        assertThat(entry.mail().recipients())
                .extracting(
                        recipient -> deferred.tries().reply(recipient.address()).orElseThrow())
                .containsExactly(full, LATER, LATER);
    }

    // RFC 5321 §4.5.3.1.10
    @Test
    void recipientsThatWereTooManyGoAtOnceWhereOthersWereTaken() {
        transport.answers(DONE, Reply.of(452, "4.5.3", "too many recipients"), LATER);

        make(entry);

        assertThat(ledger.successors()).hasSize(2);
        assertThat(addresses(ledger.successors().getFirst())).containsExactly("c@example.org");
        Entry again = ledger.successors().getLast();
        assertThat(addresses(again)).containsExactly("b@example.org");
        assertThat(again.notBefore()).isEqualTo(clock.instant());
        assertThat(again.id()).isNotEqualTo(entry.id());
    }

    // RFC 5321 §4.5.3.1.10
    @Test
    void whatComesOfTheRestHasOtherIdsThanWhatCameBefore() {
        Reply tooMany = Reply.of(452, "4.5.3", "too many recipients");
        transport.answers(DONE, NEVER, tooMany);
        make(entry);
        List<Entry> first = ledger.successors();
        Entry rest = first.stream()
                .filter(each -> each.stage() instanceof Stage.Relaying)
                .findFirst()
                .orElseThrow();

        transport.answers(NEVER);
        make(rest);

        assertThat(ledger.successors())
                .extracting(Entry::id)
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.stream().map(Entry::id).toList());
    }

    // RFC 2852 §4
    @Test
    void whatWasToBeReturnedByNowIsNotDeliveredAnyMore() {
        make(by(DeliverBy.Mode.RETURN));

        assertThat(transport.tried).isEmpty();
        Entry failed = ledger.successors().getFirst();
        assertThat(failed.stage()).isEqualTo(new Stage.Processing("bounces"));
        assertThat(failed.mail().attribute(DeliveryAttempt.FAILURE_ATTRIBUTE).orElseThrow())
                .startsWith("550 5.4.7");
    }

    // RFC 2852 §4
    @Test
    void whoWantedToKnowByNowIsToldAndTheMailGoesOn() {
        transport.answers(LATER, LATER, LATER);

        make(by(DeliverBy.Mode.NOTIFY));

        assertThat(ledger.successors()).hasSize(2);
        Entry waiting = ledger.successors().getFirst();
        assertThat(waiting.stage()).isEqualTo(entry.stage());
        assertThat(waiting.mail().envelope().parameters().deliverBy()).isEmpty();
        assertThat(MemorySpool.contentOf(ledger.successors().getLast().mail())).contains("Action: delayed");
    }

    @Test
    void aDestinationThatIsDownAnswersWithoutBeingTried() {
        attempt(dns, Map.of("smtp", transport)).make(entry, Route.BY_MX, Optional.of(LATER));

        assertThat(transport.tried).isEmpty();
        assertThat(ledger.successors().getFirst().lastReply()).contains(LATER);
    }

    @Test
    void theWayThatIsTakenAfterAnotherIsADestinationOfItsOwn() {
        Routes routes = RoutesTest.routes(
                RoutesTest.entry("first", List.of(), List.of(), Optional.of(new After(2, "second"))),
                RoutesTest.entry("second", List.of(), List.of(), Optional.empty()));
        Fate.Relayed relayed = routes.spread(entry.mail(), Route.BY_MX).getFirst();
        Entry now = Entry.due(relayed.mail(), new Stage.Relaying(relayed.route()), clock.instant());
        List<String> destinations = new ArrayList<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            Recipient first = now.mail().recipients().getFirst();
            destinations.add(now.stage().destination(first));
            // As where the first one is down: nobody tries.
            attempt(dns, Map.of("smtp", transport), routes)
                    .make(now, ((Stage.Relaying) now.stage()).route(), Optional.of(LATER));
            now = ledger.successors().getFirst();
        }

        assertThat(destinations).containsExactly("smtp:[first.test]", "smtp:[first.test]", "smtp:[second.test]");
    }

    private Entry by(DeliverBy.Mode mode) {
        MailParameters parameters = MailParameters.DEFAULT.withDeliverBy(
                Optional.of(new DeliverBy(clock.instant().minusSeconds(1), mode, false)));
        Mail mail = entry.mail();
        return Entry.due(
                mail.withEnvelope(new Envelope(mail.reversePath(), mail.recipients(), parameters)),
                entry.stage(),
                clock.instant());
    }

    @Test
    void aTransportThatIsNotInstalledNowIsWaitedFor() {
        attempt(dns, Map.of()).make(entry, Route.BY_MX, Optional.empty());

        assertThat(ledger.successors()).hasSize(1);
        assertThat(ledger.successors().getFirst().lastReply().orElseThrow().status())
                .isEqualTo("4.3.5");
    }

    @Test
    void aTransportThatThrowsChangesNothing() {
        transport.script.add(_ -> {
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(() -> make(entry)).isInstanceOf(IllegalStateException.class);
        assertThat(ledger.replaced).isEmpty();
    }

    @Test
    void whatTheLedgerDidNotTakeIsNotInTheLog() {
        transport.answers(DONE, DONE, DONE);
        ledger.failures = 3;

        assertThatThrownBy(() -> make(entry)).hasMessageContaining("journal");
        assertThat(events.events()).isEmpty();
    }

    @Test
    void whatAFullDiskDoesNotTakeIsRecordedLaterAndNotSentAgain() {
        transport.answers(DONE, DONE, DONE);
        ledger.failures = 2;

        make(entry);

        assertThat(transport.tried).hasSize(1);
        assertThat(ledger.successors()).isEmpty();
        assertThat(events.events()).hasSize(3);
    }

    private void make(Entry due) {
        attempt(dns, Map.of("smtp", transport)).make(due, Route.BY_MX, Optional.empty());
    }

    private DeliveryAttempt attempt(FakeDns names, Map<String, Transport> transports) {
        return attempt(names, transports, Routes.none());
    }

    private DeliveryAttempt attempt(FakeDns names, Map<String, Transport> transports, Routes routes) {
        List<Duration> delays = List.of(Duration.ofMinutes(5), Duration.ofMinutes(10));
        OutboundConfig config =
                new OutboundConfig(delays, 0, Duration.ofHours(2), 200, 20, 100, 10, Optional.empty(), List.of());
        Router router = new Router(names, Domain.parse("mx.example.test"), config, routes, new Random(1));
        RetrySchedule schedule = config.retrySchedule();
        StatusReports reports = new StatusReports(REPORTS, SERVER, clock);
        return new DeliveryAttempt(
                routes,
                router,
                transports,
                new Insistence(ledger, Duration.ofMillis(1), 3),
                schedule,
                reports,
                events,
                clock);
    }

    // RFC 3461 §5.2.2
    @Test
    void whoAskedHearsOfTheHandOverToAHostThatTellsNothing() {
        transport.answers(DONE);

        make(asking());

        Entry report = ledger.successors().getFirst();
        assertThat(report.stage()).isEqualTo(new Stage.Processing("root"));
        assertThat(addresses(report)).containsExactly("ann@example.test");
        assertThat(MemorySpool.contentOf(report.mail()))
                .contains("Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; mx1.example.org\r\n");
    }

    @Test
    void aHostThatTakesDsnTellsTheSenderItself() {
        transport.script.add(
                mail -> new Transport.Report.Answered(Map.of(mail.recipients().getFirst(), DONE), true));

        make(asking());

        assertThat(ledger.successors()).isEmpty();
    }

    @Test
    void theSenderIsToldOfADelayOnce() {
        clock.advance(Duration.ofHours(1));
        transport.answers(LATER, LATER, LATER);
        transport.answers(LATER, LATER, LATER);

        make(entry);
        List<Entry> first = ledger.successors();
        make(first.getFirst());

        assertThat(first).hasSize(2);
        assertThat(MemorySpool.contentOf(first.getLast().mail())).contains("Action: delayed\r\n");
        assertThat(ledger.successors()).hasSize(1);
    }

    private Entry asking() {
        Recipient asking = new Recipient(
                MailAddress.parse("a@example.org"),
                new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.empty()));
        Mail mail = TestMail.from("ann@example.test").to(asking).build();
        return Entry.due(mail, new Stage.Relaying(Route.BY_MX), clock.instant());
    }

    private static List<String> addresses(Entry entry) {
        return entry.mail().recipients().stream()
                .map(recipient -> recipient.address().toString())
                .toList();
    }

    /// Remembers what took the place of what.
    private static final class Replacements implements Ledger {
        private final List<List<Entry>> replaced = new ArrayList<>();
        private int failures;

        @Override
        public void replace(MailId old, List<Entry> successors, List<Delivered> delivered) throws IOException {
            if (failures-- > 0) {
                throw new IOException("the disk is full");
            }
            replaced.add(successors);
        }

        List<Entry> successors() {
            return replaced.getLast();
        }
    }

    /// Hosts that answer what a test says, in turn.
    private static final class Scripted implements Transport {
        private final List<String> tried = new ArrayList<>();
        private final Deque<java.util.function.Function<Mail, Report>> script = new ArrayDeque<>();

        void unreachable(Reply reason) {
            script.add(_ -> new Report.Unreachable(reason));
        }

        /// For the recipients in their order; nothing is said of the rest.
        void answers(Reply... replies) {
            script.add(mail -> {
                Map<Recipient, Reply> all = new HashMap<>();
                for (int i = 0; i < replies.length; i++) {
                    all.put(mail.recipients().get(i), replies[i]);
                }
                return Report.Answered.of(all);
            });
        }

        @Override
        public int defaultPort() {
            return 25;
        }

        @Override
        public Report deliver(Target target, Mail mail) {
            tried.add(target.host());
            return script.remove().apply(mail);
        }
    }
}
