package org.postrider.kernel.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.kernel.rehearsal.Rehearsal;
import org.postrider.testkit.TestMail;

/// The way of a mail through processors: every recipient has one fate, whatever fails.
class PipelineTest {
    private static final Matcher ALL = Mail::recipients;
    private static final Matcher BROKEN = _ -> {
        throw new IllegalStateException("a broken matcher");
    };
    private static final Mailet DISCARD = mail -> new Outcome.Discard(mail, "end");
    private static final Mailet BROKEN_MAILET = _ -> {
        throw new IllegalStateException("a broken mailet");
    };

    private final Map<String, List<Step>> processors = new LinkedHashMap<>();
    private final Mail mail = TestMail.from("ann@example.org")
            .to("a@example.test", "b@example.test", "c@example.test")
            .build();

    @Test
    void aMatcherTakesSomeAndTheOthersPassBy() {
        processors.put("root", List.of(step(named("b"), bounce("550 5.7.1 no")), step(ALL, DISCARD)));

        assertThat(run())
                .containsExactlyInAnyOrder("Bounced b@example.test", "Discarded a@example.test,c@example.test");
    }

    @Test
    void aNegatedMatcherTakesTheOthers() {
        Step not = new Step(
                "x",
                "All",
                named("b"),
                true,
                bounce("550 5.7.1 no"),
                new Step.OnMatchException.NoMatch(),
                Optional.empty());
        processors.put("root", List.of(not, step(ALL, DISCARD)));

        assertThat(run())
                .containsExactlyInAnyOrder("Bounced a@example.test,c@example.test", "Discarded b@example.test");
    }

    @Test
    void whatAMatcherMakesUpIsNoRecipient() {
        Matcher stranger =
                _ -> TestMail.fromNobody().to("x@example.net").build().recipients();
        processors.put("root", List.of(step(stranger, bounce("550 5.7.1 no")), step(ALL, DISCARD)));

        assertThat(run()).containsExactly("Discarded a@example.test,b@example.test,c@example.test");
    }

    @Test
    void theNotesOfAWaySayWhoWasReplacedByWhom() {
        Recipient other = Recipient.of(MailAddress.parse("x@example.net"));
        Mailet redirect = given -> new Outcome.Split(List.of(
                new Outcome.Expanded(given),
                new Outcome.Continue(given.withId(given.id().child(1)).withRecipients(List.of(other)))));
        processors.put("root", List.of(step(named("b"), redirect), step(ALL, DISCARD)));
        List<WayStep> steps = new ArrayList<>();

        new Pipeline(processors).run(mail, "root", steps);

        assertThat(steps.getFirst().without()).containsExactly("b@example.test");
        assertThat(steps.getFirst().with()).containsExactly("x@example.net");
    }

    @Test
    void aHeaderSetForSomeIsNotSeenByOthers() {
        Mailet mark = changed -> new Outcome.Continue(changed.withMessage(
                changed.message().withHeaders(changed.message().headers().prepend(HeaderField.of("X-Mark", "yes")))));
        processors.put("root", List.of(step(named("b"), mark), step(ALL, DISCARD)));

        for (Fate fate : new Pipeline(processors).run(mail, "root")) {
            boolean forB =
                    fate.mail().recipients().getFirst().address().localPart().equals("b");
            assertThat(fate.mail().message().headers().has("X-Mark")).isEqualTo(forB);
        }
    }

    @Test
    void processorsLeadToEachOther() {
        processors.put("root", List.of(step(ALL, to("other"))));
        processors.put("other", List.of(step(ALL, DISCARD)));

        assertThat(run()).containsExactly("Discarded a@example.test,b@example.test,c@example.test");
    }

    @Test
    void aCircleOfProcessorsEndsInABounce() {
        processors.put("root", List.of(step(ALL, to("other"))));
        processors.put("other", List.of(step(ALL, to("root"))));

        assertThat(run()).containsExactly("Bounced a@example.test,b@example.test,c@example.test");
    }

    @Test
    void aFailingMailetSendsItsMailToTheErrorProcessorWithTheCause() {
        processors.put("root", List.of(step(named("a"), BROKEN_MAILET), step(ALL, DISCARD)));
        processors.put("error", List.of(step(ALL, bounce("451 4.3.0 later"))));

        List<Fate> fates = new Pipeline(processors).run(mail, "root");

        assertThat(shown(fates))
                .containsExactlyInAnyOrder("Bounced a@example.test", "Discarded b@example.test,c@example.test");
        Fate failed = fates.stream()
                .filter(Fate.Bounced.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(failed.mail().attribute(Pipeline.ERROR_ATTRIBUTE).orElseThrow())
                .contains("a broken mailet");
    }

    @Test
    void aFailingMailetMayBeIgnored() {
        Step ignored =
                new Step("x", "All", ALL, false, BROKEN_MAILET, new Step.OnMatchException.NoMatch(), Optional.empty());
        processors.put("root", List.of(ignored, step(ALL, DISCARD)));

        assertThat(run()).containsExactly("Discarded a@example.test,b@example.test,c@example.test");
    }

    @Test
    void aFailingMatcherMeansWhatIsConfigured() {
        assertThat(afterBrokenMatcher(new Step.OnMatchException.NoMatch())).containsExactly("Discarded");
        assertThat(afterBrokenMatcher(new Step.OnMatchException.MatchAll())).containsExactly("Bounced");
        assertThat(afterBrokenMatcher(new Step.OnMatchException.ToProcessor("error")))
                .containsExactly("Retried");
    }

    @Test
    void noMailIsAFailureBecauseTheDirectoryCannotAnswer() {
        Mailet asks = _ -> {
            throw new DirectoryUnavailableException("switched off for a test");
        };
        Step step = new Step("x", "All", ALL, false, asks, new Step.OnMatchException.NoMatch(), Optional.of("error"));
        processors.put("root", List.of(step, step(ALL, DISCARD)));
        processors.put("error", List.of(step(ALL, DISCARD)));

        List<Fate> fates = new Pipeline(processors).run(mail, "root");

        assertThat(shown(fates)).containsExactly("Retried a@example.test,b@example.test,c@example.test");
        assertThat(((Fate.Retried) fates.getFirst()).processor()).isEqualTo("root");
        assertThat(((Fate.Retried) fates.getFirst()).reason().status()).isEqualTo("4.4.3");
    }

    @Test
    void whereTheErrorProcessorFailsTheMailWaits() {
        processors.put("root", List.of(step(ALL, BROKEN_MAILET)));
        processors.put("error", List.of(step(ALL, BROKEN_MAILET)));

        List<Fate> fates = new Pipeline(processors).run(mail, "root");

        assertThat(shown(fates)).containsExactly("Retried a@example.test,b@example.test,c@example.test");
        assertThat(((Fate.Retried) fates.getFirst()).processor()).isEqualTo("error");
    }

    @Test
    void whatFallsOffTheEndIsNotLost() {
        processors.put("root", List.of(step(named("a"), DISCARD)));

        assertThat(run())
                .containsExactlyInAnyOrder("Discarded a@example.test", "Retried b@example.test,c@example.test");
    }

    @Test
    void aSplitGoesEachItsWay() {
        Mailet split = all -> new Outcome.Split(all.recipients().stream()
                .<Outcome>map(recipient -> new Outcome.Continue(all.withRecipients(List.of(recipient))))
                .toList());
        processors.put("root", List.of(step(ALL, split), step(ALL, DISCARD)));

        assertThat(run())
                .containsExactlyInAnyOrder(
                        "Discarded a@example.test", "Discarded b@example.test", "Discarded c@example.test");
    }

    @Test
    void aProcessorThatIsGoneLeadsToTheErrorProcessor() {
        processors.put("error", List.of(step(ALL, bounce("451 4.3.0 later"))));

        assertThat(run()).containsExactly("Bounced a@example.test,b@example.test,c@example.test");
    }

    @Test
    void aMailThatWasMeantForAMissingProcessorSaysSo() {
        processors.put("error", List.of(step(ALL, DISCARD)));

        Fate fate = new Pipeline(processors).run(mail, "gone").getFirst();

        assertThat(fate.mail().attribute(Pipeline.ERROR_ATTRIBUTE)).contains("there is no processor 'gone'");
    }

    @Test
    void aMailetThatAnswersNothingHasFailed() {
        processors.put("root", List.of(step(ALL, all -> nothing())));
        processors.put("error", List.of(step(ALL, DISCARD)));

        assertThat(run()).containsExactly("Discarded a@example.test,b@example.test,c@example.test");
    }

    @Test
    void aMatcherThatAnswersNothingHasFailed() {
        processors.put("root", List.of(step(all -> nothing(), DISCARD)));
        processors.put("error", List.of(step(ALL, bounce("550 5.7.1 no"))));

        assertThat(run()).containsExactly("Bounced a@example.test,b@example.test,c@example.test");
    }

    @Test
    void ofASplitThatHoldsNothingSomewhereNoPartCounts() {
        Mailet half = all -> new Outcome.Split(
                List.of(new Outcome.Store(all, MailboxName.INBOX, Flags.NONE), new Outcome.Split(List.of())));
        processors.put("root", List.of(step(ALL, half)));
        processors.put("error", List.of(step(ALL, DISCARD)));

        assertThat(run()).containsExactly("Discarded a@example.test,b@example.test,c@example.test");
    }

    @Test
    void theMailetsOfASplitsPartsSeeTheirPartAlone() {
        Mailet split = all -> new Outcome.Split(List.of(
                new Outcome.Continue(
                        all.withRecipients(all.recipients().subList(0, 1)).withAttribute("mark", "yes")),
                new Outcome.Split(List.of(
                        new Outcome.Continue(all.withRecipients(all.recipients().subList(1, 3)))))));
        processors.put("root", List.of(step(ALL, split), step(ALL, DISCARD)));

        assertThat(new Pipeline(processors).run(mail, "root"))
                .extracting(fate -> fate.mail().recipients().size() + " "
                        + fate.mail().attribute("mark").orElse("no"))
                .containsExactlyInAnyOrder("1 yes", "2 no");
    }

    @Test
    void aFaultThatLeadsBackToTheSameErrorProcessorMakesTheMailWaitAndNotBounce() {
        processors.put("root", List.of(step(ALL, BROKEN_MAILET)));
        processors.put("error", List.of(step(ALL, to("quarantine"))));
        processors.put("quarantine", List.of(step(ALL, BROKEN_MAILET)));

        List<Fate> fates = new Pipeline(processors).run(mail, "root");

        assertThat(shown(fates)).containsExactly("Retried a@example.test,b@example.test,c@example.test");
        assertThat(((Fate.Retried) fates.getFirst()).processor()).isEqualTo("error");
    }

    @Test
    void aMailetThatDoublesAMailOnEachRoundIsStopped() {
        Mailet doubling = all ->
                new Outcome.Split(List.of(new Outcome.ToProcessor(all, "root"), new Outcome.ToProcessor(all, "root")));
        processors.put("root", List.of(step(ALL, doubling)));

        assertThat(new Pipeline(processors).run(mail, "root"))
                .hasSizeLessThan(50_000)
                .allMatch(Fate.Bounced.class::isInstance);
    }

    @Test
    void theCauseOfAFailureIsCutWhereItIsLong() {
        Mailet talkative = _ -> {
            throw new IllegalStateException("x".repeat(100_000));
        };
        processors.put("root", List.of(step(ALL, talkative)));
        processors.put("error", List.of(step(ALL, DISCARD)));

        Fate fate = new Pipeline(processors).run(mail, "root").getFirst();

        assertThat(fate.mail().attribute(Pipeline.ERROR_ATTRIBUTE).orElseThrow())
                .hasSizeLessThan(600);
    }

    @Test
    void aMailForManyIsSplitWithoutLosingOrDoublingAnybody() {
        TestMail many = TestMail.from("ann@example.org");
        for (int i = 0; i < 5000; i++) {
            many.to("u" + i + "@example.test");
        }
        Mail all = many.build();
        Matcher even = each -> each.recipients().stream()
                .filter(recipient -> recipient.hashCode() % 2 == 0)
                .toList();
        processors.put("root", List.of(step(even, bounce("550 5.7.1 no")), step(ALL, DISCARD)));

        assertThat(new Pipeline(processors)
                        .run(all, "root").stream()
                                .flatMap(fate -> fate.mail().recipients().stream())
                                .toList())
                .containsExactlyInAnyOrderElementsOf(all.recipients());
    }

    // What a plugin can do that was compiled without NullAway.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private List<String> afterBrokenMatcher(Step.OnMatchException meaning) {
        Step broken = new Step("x", "All", BROKEN, false, bounce("550 5.7.1 no"), meaning, Optional.empty());
        processors.put("root", List.of(broken, step(ALL, DISCARD)));
        processors.put("error", List.of(step(ALL, all -> new Outcome.Retry(all, Reply.of(451, "4.3.0", "later")))));
        return run().stream().map(fate -> fate.substring(0, fate.indexOf(' '))).toList();
    }

    @Test
    void aRehearsalTellsEachStepAndAsksMailetsToRehearse() {
        Mailet sender = new Mailet() {
            @Override
            public Outcome service(Mail each) {
                throw new IllegalStateException("this would have an effect");
            }

            @Override
            public Outcome rehearse(Mail each) {
                assertThat(Rehearsal.insteadOf("sends a postcard")).isTrue();
                return new Outcome.Continue(each.withMessage(each.message()
                                .withHeaders(each.message().headers().set(HeaderField.of("Subject", "changed"))))
                        .withAttribute("sent", "yes"));
            }
        };
        processors.put("root", List.of(step(named("b"), sender), step(named("nobody"), DISCARD), step(ALL, DISCARD)));

        Trace trace = new Pipeline(processors).rehearse(mail, "root");

        assertThat(trace.steps().getFirst().matched()).containsExactly("b@example.test");
        assertThat(trace.steps().getFirst().others()).containsExactly("a@example.test", "c@example.test");
        assertThat(trace.steps().getFirst().changes())
                .contains("+ attribute sent = yes", "+ Subject: changed")
                .noneMatch(line -> line.startsWith("body"));
        assertThat(trace.steps().getFirst().deeds()).containsExactly("sends a postcard");
        assertThat(trace.steps().getFirst().answers()).containsExactly("goes on");
        assertThat(trace.steps())
                .filteredOn(each -> each.matched().isEmpty())
                .hasSize(2)
                .allMatch(each -> each.answers().isEmpty());
        assertThat(shown(trace.fates()))
                .containsExactlyInAnyOrder("Discarded b@example.test", "Discarded a@example.test,c@example.test");
        assertThat(Rehearsal.isUnderWay()).isFalse();
    }

    @Test
    void whatAStepDoesToTheParametersIsTold() {
        Mailet hurries = each -> {
            Envelope envelope = each.envelope();
            MailParameters hurried = envelope.parameters().withPriority(4).withRequireTls(true);
            return new Outcome.Continue(
                    each.withEnvelope(new Envelope(envelope.reversePath(), envelope.recipients(), hurried)));
        };
        processors.put("root", List.of(step(ALL, hurries), step(ALL, DISCARD)));

        Trace trace = new Pipeline(processors).rehearse(mail, "root");

        assertThat(trace.steps().getFirst().changes())
                .containsExactly("- parameter MT-PRIORITY=0", "+ parameter MT-PRIORITY=4", "+ parameter REQUIRETLS");
        List<WayStep> way = new ArrayList<>();
        new Pipeline(processors).run(mail, "root", way);
        assertThat(way.getFirst().changed()).containsExactly("parameters");
    }

    @Test
    void aRehearsalTellsWhatFailed() {
        processors.put("root", List.of(step(ALL, BROKEN_MAILET)));
        processors.put("error", List.of(step(BROKEN, DISCARD)));

        Trace trace = new Pipeline(processors).rehearse(mail, "root");

        assertThat(trace.steps())
                .extracting(each -> each.failure().orElse("-"))
                .containsExactly(
                        "java.lang.IllegalStateException: a broken mailet",
                        "java.lang.IllegalStateException: a broken matcher");
        assertThat(shown(trace.fates())).containsExactly("Retried a@example.test,b@example.test,c@example.test");
    }

    @Test
    void anEndlessWayIsToldToItsBound() {
        processors.put("root", List.of(step(ALL, to("other"))));
        processors.put("other", List.of(step(ALL, to("root"))));

        Trace trace = new Pipeline(processors).rehearse(mail, "root");

        assertThat(trace.steps()).hasSizeBetween(50, 60);
        assertThat(shown(trace.fates())).containsExactly("Bounced a@example.test,b@example.test,c@example.test");
    }

    private List<String> run() {
        return shown(new Pipeline(processors).run(mail, "root"));
    }

    private static List<String> shown(List<Fate> fates) {
        return fates.stream()
                .map(fate -> fate.getClass().getSimpleName() + " "
                        + String.join(
                                ",",
                                fate.mail().recipients().stream()
                                        .map(recipient -> recipient.address().toString())
                                        .toList()))
                .toList();
    }

    private static Step step(Matcher matcher, Mailet mailet) {
        return new Step(
                "a step",
                "All",
                matcher,
                false,
                mailet,
                new Step.OnMatchException.ToProcessor(Pipeline.ERROR),
                Optional.of(Pipeline.ERROR));
    }

    private static Matcher named(String localPart) {
        return mail -> mail.recipients().stream()
                .filter((Recipient recipient) -> recipient.address().localPart().equals(localPart))
                .toList();
    }

    private static Mailet bounce(String reply) {
        return mail -> new Outcome.Bounce(mail, Reply.parse(reply));
    }

    private static Mailet to(String processor) {
        return mail -> new Outcome.ToProcessor(mail, processor);
    }
}
