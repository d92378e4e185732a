package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.transport.Route;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Pipelines;
import org.postrider.kernel.pipeline.WayLog;
import org.postrider.kernel.pipeline.WayStep;
import org.postrider.kernel.report.ReportsConfig;
import org.postrider.kernel.report.StatusReports;
import org.postrider.testkit.FailingStore;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.RecordedEvents;
import org.postrider.testkit.TestMail;

/// What the ledger, the mailboxes and the log have after each journey; the ledger is the real one.
class MessageJourneyTest {
    private static final Reply NO = Reply.of(550, "5.7.1", "no");
    private static final MailId ID = new MailId("test-1");
    private static final Mailet STORE = mail -> new Outcome.Store(mail, MailboxName.INBOX, Flags.NONE);

    @TempDir
    private Path spool;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final RecordedEvents events = new RecordedEvents();
    private final FailingStore store = new FailingStore(new MemoryStore(clock));
    private final List<MailId> replaced = new ArrayList<>();
    private final RecordedWays ways = new RecordedWays();
    private JournalLedger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = JournalLedger.open(spool, 1024 * 1024);
    }

    @AfterEach
    void close() throws IOException {
        ledger.close();
    }

    @Test
    void aMailForTwoIsStoredForBothWithItsReturnPathAtTheTop() throws IOException {
        accept(mail());

        travel(STORE);

        String expected = "Return-Path: <ann@example.org>\r\nSubject: test\r\n\r\nThis is a test.\r\n";
        assertThat(inbox("bob@example.test")).containsExactly(expected);
        assertThat(inbox("eve@example.test")).containsExactly(expected);
        assertThat(ledger.entries()).isEmpty();
        assertThat(events.of(MailEvent.Delivered.class))
                .extracting(event -> event.recipient().toString())
                .containsExactly("bob@example.test", "eve@example.test");
    }

    // RFC 3030 §3
    @Test
    void aBinaryMailIsStoredAsLines() throws IOException {
        accept(TestMail.from("ann@example.org")
                .to("bob@example.test")
                .id(ID.value())
                .text("MIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\n\0")
                .parameters(MailParameters.DEFAULT.withBody(MailParameters.BodyType.BINARY_MIME))
                .build());

        travel(STORE);

        assertThat(inbox("bob@example.test").getFirst())
                .contains("Content-Transfer-Encoding: ")
                .doesNotContain("binary")
                .doesNotContain("\0");
    }

    @Test
    void aJourneyRepeatedAfterACrashStoresNothingTwice() throws IOException {
        accept(mail());
        Entry before = entry();
        Ledger crashing = (_, _, _) -> {
            throw new IOException("the journal's disk is full");
        };

        assertThatThrownBy(() -> journey(STORE, crashing).travel(before)).hasMessageContaining("does not take");
        assertThat(events.events()).as("nothing is told that is not settled").isEmpty();
        assertThat(entry()).isEqualTo(before);

        travel(STORE);

        assertThat(inbox("bob@example.test")).hasSize(1);
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void whoCannotBeStoredForNowWaitsAloneAndTheOthersHaveTheirMail() throws IOException {
        store.fail("eve@example.test", StoreException.Kind.TEMPORARY);
        accept(mail());

        travel(STORE);

        assertThat(inbox("bob@example.test")).hasSize(1);
        assertThat(recipients(entry())).containsExactly("eve@example.test");
        assertThat(entry().attempts()).isEqualTo(1);
        assertThat(entry().notBefore()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
        assertThat(entry().lastReply()).contains(Reply.of(451, "4.2.0", "the mailbox cannot be written now"));

        store.mend("eve@example.test");
        travel(mail -> {
            throw new IllegalStateException("it has been through the pipeline already");
        });

        assertThat(inbox("eve@example.test")).hasSize(1);
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void aFullDiskMakesOneEntryForAllItConcerns() throws IOException {
        store.fail("bob@example.test", StoreException.Kind.TEMPORARY);
        store.fail("eve@example.test", StoreException.Kind.TEMPORARY);
        accept(mail());

        travel(STORE);

        assertThat(ledger.size()).isEqualTo(1);
        assertThat(recipients(entry())).containsExactly("bob@example.test", "eve@example.test");
    }

    @Test
    void aFullMailboxAndABrokenOneAreTwoReasons() throws IOException {
        store.fail("bob@example.test", StoreException.Kind.OVER_QUOTA);
        store.crash("eve@example.test");
        accept(mail());

        travel(STORE);

        assertThat(ledger.entries())
                .extracting(entry -> recipients(entry) + " " + entry.lastReply().orElseThrow())
                .containsExactlyInAnyOrder(
                        "[bob@example.test] 452 4.2.2 the mailbox is full",
                        "[eve@example.test] 451 4.2.0 the mailbox cannot be written now");
        assertThat(ledger.entries())
                .as("a delivery keeps its name")
                .allMatch(entry -> Stage.deliveryId(entry.mail()).equals(ID));
    }

    @Test
    void aMailboxThatThePipelineNamesIsMadeWhereThereIsNone() throws IOException {
        MailboxName spam = MailboxName.parse("Spam/Maybe", '/');
        accept(TestMail.from("ann@example.org").to("bob@example.test").build());

        travel(mail -> new Outcome.Store(mail, spam, Flags.NONE));

        assertThat(contents("bob@example.test", spam)).hasSize(1);
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void whatWaitedTooLongFailsAndItsSenderIsTold() throws IOException {
        store.fail("bob@example.test", StoreException.Kind.TEMPORARY);
        accept(TestMail.from("ann@example.org").to("bob@example.test").build());
        clock.advance(Duration.ofDays(5));

        travel(STORE);

        Entry report = onlyEntry();
        assertThat(report.stage()).isEqualTo(new Stage.Processing("root"));
        assertThat(recipients(report)).containsExactly("ann@example.org");
        assertThat(report.mail().reversePath().isNull()).isTrue();
        assertThat(text(report.mail())).contains("Status: 5.2.0").contains("451 4.2.0 the mailbox cannot be written");
    }

    @Test
    void whatFailsForSeveralReasonsAtOnceIsOneReport() throws IOException {
        accept(mail());

        travel(mail -> new Outcome.Split(List.of(
                new Outcome.Bounce(only(mail, "bob@example.test"), Reply.of(550, "5.1.1", "no such user")),
                new Outcome.Bounce(only(mail, "eve@example.test"), NO))));

        Entry report = onlyEntry();
        assertThat(text(report.mail()))
                .contains("<bob@example.test>: 550 5.1.1 no such user")
                .contains("<eve@example.test>: 550 5.7.1 no");
        assertThat(events.of(MailEvent.Bounced.class))
                .hasSize(2)
                .allMatch(event -> event.report().orElseThrow().equals(report.id()));
    }

    @Test
    void aBounceOfABounceEndsSilently() throws IOException {
        accept(TestMail.fromNobody().to("bob@example.test").build());

        travel(mail -> new Outcome.Bounce(mail, NO));

        assertThat(ledger.entries()).isEmpty();
        assertThat(events.of(MailEvent.Bounced.class))
                .singleElement()
                .satisfies(event -> assertThat(event.report()).isEmpty());
    }

    @Test
    void aReportThatFailsMakesNoOther() throws IOException {
        accept(TestMail.from("ann@example.org").to("bob@example.test").build());
        Mailet bounce = mail -> new Outcome.Bounce(mail, NO);

        travel(bounce);
        MailId report = onlyEntry().id();
        journey(bounce, ledger).travel(onlyEntry());

        assertThat(report).isNotEqualTo(ID);
        assertThat(ledger.entries()).isEmpty();
    }

    @Test
    void severalFatesAreOneChangeOfTheLedger() throws IOException {
        store.fail("bob@example.test", StoreException.Kind.TEMPORARY);
        accept(TestMail.from("ann@example.org")
                .to("bob@example.test", "eve@example.test", "x@example.net", "y@example.test", "z@example.test")
                .build());
        Mailet five = mail -> new Outcome.Split(List.of(
                new Outcome.Store(only(mail, "bob@example.test"), MailboxName.INBOX, Flags.NONE),
                new Outcome.Bounce(only(mail, "eve@example.test"), NO),
                new Outcome.Relay(only(mail, "x@example.net"), Route.BY_MX),
                new Outcome.Retry(only(mail, "y@example.test"), Reply.of(451, "4.3.0", "later")),
                new Outcome.Discard(only(mail, "z@example.test"), "unwanted")));

        travel(five);

        assertThat(replaced).containsExactly(ID);
        assertThat(ledger.entries())
                .extracting(entry -> entry.stage().getClass().getSimpleName() + " " + recipients(entry))
                .containsExactlyInAnyOrder(
                        "Storing [bob@example.test]",
                        "Processing [ann@example.org]",
                        "Relaying [x@example.net]",
                        "Processing [y@example.test]");
        assertThat(ledger.entries())
                .extracting(Entry::id)
                .doesNotHaveDuplicates()
                .doesNotContain(ID);
    }

    @Test
    void triesOfOneEntryNeverGiveAnIdTwice() throws IOException {
        accept(mail());
        List<MailId> relayed = new ArrayList<>();
        Mailet half = mail -> mail.recipients().size() == 2
                ? new Outcome.Split(List.of(
                        new Outcome.Relay(only(mail, "bob@example.test"), Route.BY_MX),
                        new Outcome.Retry(only(mail, "eve@example.test"), Reply.of(451, "4.3.0", "later"))))
                : new Outcome.Relay(mail, Route.BY_MX);

        travel(half);
        relayed.addAll(ids());
        journey(half, ledger).travel(entry());
        relayed.addAll(ids());

        assertThat(ids()).hasSize(2);
        assertThat(relayed).contains(ID);
    }

    @Test
    void contentIsKeptAsLongAsASuccessorNeedsIt() throws IOException {
        String body = "Subject: large\r\n\r\n" + "0123456789abcdef".repeat(100_000) + "\r\n";
        accept(TestMail.from("ann@example.org").to("x@example.net").text(body).build());
        travel(mail -> new Outcome.Relay(
                mail.withMessage(
                        mail.message().withHeaders(mail.message().headers().prepend(HeaderField.of("X-Mark", "yes")))),
                Route.BY_MX));
        ledger.checkpoint(store);
        ledger.close();

        ledger = JournalLedger.open(spool, 1024 * 1024);

        assertThat(text(onlyEntry().mail())).isEqualTo("X-Mark: yes\r\n" + body);
        ledger.replace(onlyEntry().id(), List.of(), List.of());
        ledger.checkpoint(store);
        try (Stream<Path> files = Files.walk(spool.resolve("content"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aMailOnWhichAMailetFailsEvenInTheErrorProcessorWaits() throws IOException {
        accept(mail());

        travel(mail -> {
            throw new IllegalStateException("broken");
        });

        assertThat(recipients(entry())).hasSize(2);
        assertThat(events.of(MailEvent.Deferred.class)).hasSize(2);
    }

    @Test
    void whatIsTheOutboundQueuesDoesNotTravel() throws IOException {
        accept(mail());
        Entry relaying = Entry.due(mail(), new Stage.Relaying(Route.BY_MX), clock.instant());

        assertThatThrownBy(() -> journey(STORE, ledger).travel(relaying)).hasMessageContaining("outbound queue");
    }

    private static Mail mail() {
        return TestMail.from("ann@example.org")
                .to("bob@example.test", "eve@example.test")
                .build();
    }

    private void accept(Mail mail) throws IOException {
        ledger.accept(Entry.due(mail, new Stage.Processing("root"), clock.instant()), () -> {});
    }

    // RFC 3461 §5.2.3 and §5.2.7
    @Test
    void whoAskedHearsOfWhatArrivedAndOfAddressesThatStoodForOthers() throws IOException {
        DsnRequest asking = new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.empty());
        accept(TestMail.from("ann@example.org")
                .to(new Recipient(MailAddress.parse("bob@example.test"), asking))
                .to(new Recipient(MailAddress.parse("team@example.test"), asking))
                .build());

        travel(mail -> new Outcome.Split(List.of(
                new Outcome.Store(only(mail, "bob@example.test"), MailboxName.INBOX, Flags.NONE),
                new Outcome.Expanded(only(mail, "team@example.test")))));

        assertThat(text(onlyEntry().mail()))
                .containsSubsequence("bob@example.test", "Action: delivered", "team@example.test", "Action: expanded");
        assertThat(events.of(MailEvent.Bounced.class)).isEmpty();
    }

    @Test
    void aDelayIsToldOnceWhileTheMailWaits() throws IOException {
        accept(mail());
        clock.advance(Duration.ofHours(30));

        travel(mail -> new Outcome.Retry(mail, Reply.of(451, "4.3.0", "later")));

        assertThat(ledger.entries()).extracting(Entry::stage).hasSize(2);
        assertThat(entry().mail().attribute(StatusReports.DELAY_ATTRIBUTE)).isPresent();
        travel(mail -> new Outcome.Retry(mail, Reply.of(451, "4.3.0", "later")));
        assertThat(ledger.entries()).hasSize(2);
    }

    private void travel(Mailet root) {
        Ledger counting = (old, successors, delivered) -> {
            replaced.add(old);
            ledger.replace(old, successors, delivered);
        };
        replaced.clear();
        journey(root, counting).travel(entry());
        assertThat(replaced).hasSize(1);
    }

    private MessageJourney journey(Mailet root, Ledger settledIn) {
        return new MessageJourney(
                new LivePipeline(Pipelines.of(root), () -> {}),
                Routes.none(),
                store,
                new Insistence(settledIn, Duration.ofMillis(1), 1),
                new StatusReports(ReportsConfig.STANDARD, SpoolSetup.SERVER, clock),
                new RetrySchedule(List.of(Duration.ofMinutes(1)), Duration.ofDays(5)),
                events,
                ways,
                new ServerMetrics().times("store_delivery_seconds", "Time."),
                clock);
    }

    private Entry entry() {
        return ledger.find(ID).orElseThrow();
    }

    private Entry onlyEntry() {
        assertThat(ledger.entries()).hasSize(1);
        return ledger.entries().getFirst();
    }

    private List<MailId> ids() {
        return ledger.entries().stream().map(Entry::id).toList();
    }

    private static Mail only(Mail mail, String address) {
        return mail.withRecipients(mail.recipients().stream()
                .filter(recipient -> recipient.address().equals(MailAddress.parse(address)))
                .toList());
    }

    private static List<String> recipients(Entry entry) {
        return entry.mail().recipients().stream()
                .map(recipient -> recipient.address().toString())
                .toList();
    }

    private List<String> inbox(String account) throws IOException {
        return contents(account, MailboxName.INBOX);
    }

    private List<String> contents(String account, MailboxName name) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Mailbox mailbox = store.account(MailAddress.parse(account)).open(name)) {
            MailboxView view = mailbox.view();
            for (int i = 0; i < view.count(); i++) {
                contents.add(text(mailbox.content(view.uid(i))));
            }
        }
        return contents;
    }

    private static String text(Mail mail) throws IOException {
        return text(mail.message().content());
    }

    private static String text(Content content) throws IOException {
        return new String(content.readAll(10_000_000), StandardCharsets.ISO_8859_1);
    }

    @Test
    void tellsTheStepsOfAMailAndUnderWhichIdItIsQueued() throws IOException {
        accept(mail());

        travel(mail -> new Outcome.Split(List.of(
                new Outcome.Store(mail.withRecipients(mail.recipients().subList(0, 1)), MailboxName.INBOX, Flags.NONE),
                new Outcome.Relay(
                        mail.withRecipients(List.of(Recipient.of(MailAddress.parse("carl@example.net")))),
                        Route.BY_MX))));

        assertThat(ways.steps).hasSize(1);
        WayStep step = ways.steps.getFirst();
        assertThat(step.answers()).containsExactly("is stored in INBOX", "is sent on by smtp to the MX hosts");
        assertThat(step.without()).containsExactly("eve@example.test");
        assertThat(step.with()).containsExactly("carl@example.net");
        assertThat(ways.queued).containsExactly(ledger.entries().getFirst().id() + " carl@example.net");
    }

    @Test
    void tellsNothingOfAWayThatIsNotSettled() throws IOException {
        accept(mail());
        Ledger crashing = (_, _, _) -> {
            throw new IOException("the journal's disk is full");
        };

        assertThatThrownBy(() -> journey(STORE, crashing).travel(entry())).hasMessageContaining("does not take");

        assertThat(ways.steps).isEmpty();
    }

    private static final class RecordedWays implements WayLog {
        private final List<WayStep> steps = new ArrayList<>();
        private final List<String> queued = new ArrayList<>();

        @Override
        public boolean wantsSteps() {
            return true;
        }

        @Override
        public void processed(Mail mail, List<WayStep> more) {
            steps.addAll(more);
        }

        @Override
        public void queued(MailId id, Fate.Relayed fate) {
            fate.mail().recipients().forEach(each -> queued.add(id + " " + each));
        }
    }
}
