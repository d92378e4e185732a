package org.postrider.mailets.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.SystemFlag;
import org.postrider.mailets.LocalDelivery;
import org.postrider.mailets.Outcomes;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryState;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// When a mail goes on, how much of it, in which portions, and where to.
class FlowTest {
    // A Saturday, noon in UTC.
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryState state = new MemoryState();

    @Test
    void aTimeOfTheWeekIsDaysHoursAndZone() {
        assertThat(at("Mon-Fri 08:00-18:00")).isFalse();
        assertThat(at("Sat,Sun 00:00-24:00")).isTrue();
        assertThat(at("fri-mon 12:00-12:01")).isTrue();
        assertThat(at("12:00-13:00")).isTrue();
        assertThat(at("11:00-12:00")).isFalse();
        assertThat(at("Sat 13:00-14:00 Europe/Berlin")).isTrue();
        clock.set(Instant.parse("2025-03-02T03:00:00Z"));
        // The span began on Saturday.
        assertThat(at("Sat 22:00-06:00")).isTrue();
        assertThat(at("Sun 22:00-06:00")).isFalse();
        for (String wrong : List.of("now", "Noday 08:00-09:00", "08:00-08:00", "25:00-26:00", "08:00-09:00 Atlantis")) {
            assertThatThrownBy(() -> new TimeIs.Config(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPriorityIsWhatTheQueueGoesByAndMatchersAskFor() {
        Mail urgent = Outcomes.continued(new WithPriority(new WithPriority.Config(4)).service(mail()));

        assertThat(urgent.envelope().parameters().priority()).isEqualTo(4);
        assertThat(new HasPriority(new HasPriority.Config(4)).matches(urgent)).isTrue();
        assertThat(new HasPriority(new HasPriority.Config(0)).matches(urgent)).isFalse();
        assertThat(new HasPriority(new HasPriority.Config(0)).matches(mail())).isTrue();
        assertThat(new AtLeastPriority(new AtLeastPriority.Config(4)).matches(urgent))
                .isTrue();
        assertThat(new AtLeastPriority(new AtLeastPriority.Config(5)).matches(urgent))
                .isFalse();
        assertThat(new AtMostPriority(new AtMostPriority.Config(4)).matches(urgent))
                .isTrue();
        assertThat(new AtMostPriority(new AtMostPriority.Config(3)).matches(urgent))
                .isFalse();
        assertThatThrownBy(() -> new WithPriority.Config(10)).hasMessageContaining("-9 to 9");
        assertThatThrownBy(() -> new HasPriority.Config(-10)).hasMessageContaining("-9 to 9");
    }

    @Test
    void aMailWaitsUntilItsTimeAndThenGoesOn() {
        DelayUntil mailet = new DelayUntil(
                new DelayUntil.Config(Optional.of("Mon-Fri 08:00-18:00 Europe/Berlin"), Optional.empty()), clock);

        assertThat(mailet.service(mail()))
                .isEqualTo(new Outcome.Delay(
                        mail(), Instant.parse("2025-03-03T07:00:00Z"), "held back until 2025-03-03T07:00:00Z"));
        clock.set(Instant.parse("2025-03-03T07:00:00Z"));
        assertThat(mailet.service(mail())).isInstanceOf(Outcome.Continue.class);
    }

    @Test
    void aMailWaitsForAWhileAfterItWasReceived() {
        DelayUntil mailet =
                new DelayUntil(new DelayUntil.Config(Optional.empty(), Optional.of(Duration.ofMinutes(2))), clock);

        assertThat(mailet.service(mail())).isInstanceOf(Outcome.Delay.class);
        clock.advance(Duration.ofMinutes(2));
        assertThat(mailet.service(mail())).isInstanceOf(Outcome.Continue.class);
        assertThatThrownBy(() -> new DelayUntil.Config(Optional.empty(), Optional.of(Duration.ofDays(5))))
                .hasMessageContaining("at most 4d");
    }

    @Test
    void aMailIsSplitIntoPortions() {
        Mail mail = TestMail.from("a@example.net")
                .to("1@x.org", "2@x.org", "3@x.org", "4@x.org", "5@x.org")
                .build();

        assertThat(Outcomes.parts(new SplitMail(new SplitMail.Config(2)).service(mail)))
                .map(part -> Outcomes.recipients(Outcomes.continued(part)).size())
                .containsExactly(2, 2, 1);
        assertThat(new SplitMail(new SplitMail.Config(5)).service(mail)).isEqualTo(new Outcome.Continue(mail));
    }

    @Test
    void whereItIsStoredCanBeSaidBefore() throws Exception {
        WithStorageDirective mailet = new WithStorageDirective(
                new WithStorageDirective.Config(Optional.of("Junk/Lists"), true, false, List.of("$Junk")));

        Outcome.Store store = (Outcome.Store) new LocalDelivery(
                        new LocalDelivery.Config("INBOX", true),
                        new MemoryStore(MutableClock.at("2025-03-01T12:00:00Z")))
                .service(Outcomes.continued(mailet.service(mail())));

        assertThat(store.mailbox()).hasToString("Junk/Lists");
        assertThat(store.flags())
                .isEqualTo(Flags.of(java.util.Set.of(SystemFlag.SEEN), java.util.Set.of(Keyword.of("$Junk"))));
        assertThatThrownBy(() -> new WithStorageDirective.Config(Optional.empty(), false, false, List.of()))
                .hasMessageContaining("say where or how");
    }

    @Test
    void onlyWhoLoggedInGetsACopyOfWhatTheySent() {
        ToSenderFolder mailet = new ToSenderFolder(
                new ToSenderFolder.Config("Sent", false), new MemoryDirectory().user("ann@example.test", ""));
        Mail handedIn = TestMail.from("ann@example.test")
                .to("ann@example.test")
                .authenticatedAs("ann@example.test")
                .build();

        List<Outcome> parts = Outcomes.parts(mailet.service(handedIn));

        assertThat(parts).hasExactlyElementsOfTypes(Outcome.Store.class, Outcome.Continue.class);
        assertThat(((Outcome.Store) parts.getFirst()).mail().id()).isNotEqualTo(handedIn.id());
        // Whatever stands in MAIL FROM.
        Mail forged = TestMail.from("ann@example.test").to("b@example.test").build();
        assertThat(mailet.service(forged)).isEqualTo(new Outcome.Continue(forged));
    }

    @Test
    void aSenderIsLimitedEvenlyAndTheCountOutlivesARestart() throws Exception {
        Limits.Config config = new Limits.Config(
                Optional.of("x"),
                Duration.ofHours(1),
                Optional.of(2),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ProcessorName("slow")));
        PerSenderRateLimit limit = new PerSenderRateLimit(config, state, clock);

        assertThat(limit.service(mail())).isInstanceOf(Outcome.Continue.class);
        assertThat(limit.service(mail())).isInstanceOf(Outcome.Continue.class);
        PerSenderRateLimit again = new PerSenderRateLimit(config, state, clock);
        assertThat(again.service(mail())).isEqualTo(new Outcome.ToProcessor(mail(), "slow"));
        assertThat(again.service(
                        TestMail.from("other@example.net").to("b@example.test").build()))
                .isInstanceOf(Outcome.Continue.class);
        assertThat(again.service(TestMail.fromNobody().to("b@example.test").build()))
                .isInstanceOf(Outcome.Continue.class);
        clock.advance(Duration.ofMinutes(30));
        assertThat(again.service(mail())).isInstanceOf(Outcome.Continue.class);
        assertThat(again.service(mail())).isInstanceOf(Outcome.ToProcessor.class);
    }

    @Test
    void aRecipientBeyondTheLimitWaitsWhileTheOthersGoOn() throws Exception {
        PerRecipientRateLimit limit = new PerRecipientRateLimit(
                new Limits.Config(
                        Optional.of("y"),
                        Duration.ofMinutes(10),
                        Optional.of(1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                state,
                clock);

        limit.service(mail());
        List<Outcome> parts = Outcomes.parts(limit.service(TestMail.from("a@example.net")
                .to("bob@example.test", "new@example.test")
                .build()));

        assertThat(parts).hasExactlyElementsOfTypes(Outcome.Continue.class, Outcome.Delay.class);
        assertThat(Outcomes.recipients(Outcomes.continued(parts.getFirst()))).containsExactly("new@example.test");
    }

    @Test
    void allMailTogetherIsLimitedByOctets() throws Exception {
        GlobalRateLimit limit = new GlobalRateLimit(
                new Limits.Config(
                        Optional.of("z"),
                        Duration.ofMinutes(1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new ByteSize(50)),
                        Optional.empty()),
                state,
                clock);

        assertThat(limit.service(mail())).isInstanceOf(Outcome.Continue.class);
        assertThat(limit.service(mail())).isInstanceOf(Outcome.Delay.class);
        assertThatThrownBy(() -> new Limits.Config(
                        Optional.of("z"),
                        Duration.ofMinutes(1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .hasMessageContaining("say how much");
    }

    @Test
    void aRateMatchesWhatIsBeyondIt() throws Exception {
        RateIs rate = new RateIs(new RateIs.Config("sender 1/1m"), state, clock);
        RateIs recipients = new RateIs(new RateIs.Config("recipient 1 / 1m"), state, clock);
        Mail two = TestMail.from("a@example.net")
                .to("bob@example.test", "carol@example.test")
                .build();

        assertThat(rate.match(mail())).isEmpty();
        assertThat(rate.match(mail())).hasSize(1);
        recipients.match(mail());
        assertThat(recipients.match(two)).map(Object::toString).containsExactly("bob@example.test");
        clock.advance(Duration.ofMinutes(1));
        assertThat(rate.match(mail())).isEmpty();
        assertThatThrownBy(() -> new RateIs.Config("often")).hasMessageContaining("sender 100/1h");
    }

    private boolean at(String time) {
        return new TimeIs(new TimeIs.Config(time), clock).matches(mail());
    }

    private static final Mail MAIL =
            TestMail.from("ann@example.net").to("bob@example.test").build();

    private static Mail mail() {
        return MAIL;
    }
}
