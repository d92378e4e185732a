package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.ledger.Waiting;
import org.postrider.testkit.MutableClock;

class SchedulerTest {
    private static final Reply OK = Reply.of(250, "2.0.0", "taken");
    private static final Feedback GOOD = new Feedback(Feedback.Kind.GOOD, OK);
    private static final Feedback DOWN =
            new Feedback(Feedback.Kind.DOWN, Reply.of(451, "4.4.1", "nobody answers the telephone"));
    private static final Feedback BUSY = new Feedback(Feedback.Kind.BUSY, Reply.of(421, "4.7.0", "too many"));

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private int perMinute;
    private int number;
    private Scheduler scheduler = scheduler(100);

    @Test
    void aSenderWithThousandsOfMailsWaitsForItsTurnLikeAnyOther() {
        IntStream.range(0, 5000).forEach(i -> scheduler.put(mail("a" + i, "domain" + i, 1)));
        scheduler.put(mail("b", "other", 2));

        assertThat(names(take(3))).contains("b");
    }

    @Test
    void aSendersThousandMailsForOneDomainHoldUpNobodyElsesThere() {
        IntStream.range(0, 1000).forEach(i -> scheduler.put(mail("a" + i, "domain", 1)));
        List<Scheduler.Turn> first = take(5);
        scheduler.put(mail("b", "domain", 2));
        first.forEach(turn -> scheduler.done(turn, GOOD));

        assertThat(names(take(3))).contains("b");
    }

    @Test
    void aDestinationThatDoesNotEndItsDeliveriesHoldsUpOnlyItself() {
        IntStream.range(0, 1000).forEach(i -> scheduler.put(mail("s" + i, "slow", i)));
        List<Scheduler.Turn> slow = take(100);
        scheduler.put(mail("q", "quick", 1));

        assertThat(slow).hasSize(5);
        assertThat(names(take(10))).containsExactly("q");
    }

    @Test
    void concurrencyGrowsWhileAllGoesWellAndShrinksWhenTheHostWantsLess() {
        IntStream.range(0, 1000).forEach(i -> scheduler.put(mail("m" + i, "domain", 1)));
        List<Scheduler.Turn> turns = take(100);
        for (int round = 0; round < 3; round++) {
            turns.forEach(turn -> scheduler.done(turn, GOOD));
            turns = take(100);
        }
        assertThat(turns).hasSize(20);

        turns.forEach(turn -> scheduler.done(turn, BUSY));
        assertThat(take(100)).as("a pause").isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(take(100)).hasSize(10);
    }

    @Test
    void aDestinationThatIsDownIsProbedByOneAndTheRestHaveItsReplyForAnAnswer() {
        IntStream.range(0, 50).forEach(i -> scheduler.put(mail("m" + i, "dead", i)));
        List<Scheduler.Turn> tried = take(5);
        tried.forEach(turn -> scheduler.done(turn, DOWN));

        List<Scheduler.Turn> rest = take(100);
        assertThat(rest)
                .hasSize(45)
                .allSatisfy(turn -> assertThat(turn.answer()).contains(DOWN.reply()));
        rest.forEach(turn -> scheduler.done(turn, new Feedback(Feedback.Kind.NONE, DOWN.reply())));

        clock.advance(Duration.ofMinutes(2));
        IntStream.range(0, 10).forEach(i -> scheduler.put(mail("n" + i, "dead", i)));
        List<Scheduler.Turn> probe = take(100);
        assertThat(probe).hasSize(1);
        assertThat(probe.getFirst().answer()).isEmpty();

        scheduler.done(probe.getFirst(), GOOD);
        assertThat(take(100))
                .as("it is there again")
                .hasSize(6)
                .allMatch(turn -> turn.answer().isEmpty());
    }

    @Test
    void higherPrioritiesGoFirstAndTheLowestIsNotForgotten() {
        IntStream.range(0, 100).forEach(i -> scheduler.put(mail("low" + i, "l" + i, i, -5)));
        IntStream.range(0, 100).forEach(i -> scheduler.put(mail("high" + i, "h" + i, i, 5)));

        List<String> names = names(take(16));

        assertThat(names.stream().filter(name -> name.startsWith("high"))).hasSize(14);
        assertThat(names.stream().filter(name -> name.startsWith("low"))).hasSize(2);
    }

    @Test
    void noMoreDeliveriesBeginInAMinuteThanTheAdministratorAllows() {
        perMinute = 6;
        scheduler = scheduler(100);
        IntStream.range(0, 20).forEach(i -> scheduler.put(mail("m" + i, "domain", 1)));
        int begun = 0;
        for (int second = 0; second < 60; second++) {
            List<Scheduler.Turn> turns = take(100);
            begun += turns.size();
            turns.forEach(turn -> scheduler.done(turn, GOOD));
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(begun).isEqualTo(6);
    }

    @Test
    void aQuarterOfAllPlacesIsKeptForDestinationsThatAnswered() {
        scheduler.put(mail("g0", "good", 1));
        take(1).forEach(turn -> scheduler.done(turn, GOOD));
        IntStream.range(0, 1000).forEach(i -> scheduler.put(mail("s" + i, "spam" + i, i)));
        assertThat(take(1000)).hasSize(75);

        scheduler.put(mail("g1", "good", 1));

        assertThat(names(take(1000))).containsExactly("g1");
    }

    @Test
    void aMailWhoseSendersTimeIsUpNeedsNoRoom() {
        IntStream.range(0, 5).forEach(i -> scheduler.put(mail("m" + i, "slow", 1)));
        take(5);
        Waiting late = mail("late", "slow", 2);
        long by = clock.millis() + 60_000;
        scheduler.put(new Waiting(late.id(), late.kind(), late.destination(), false, 2, 0, 0, 0, by, 100, 1, 0, false));
        assertThat(take(1)).isEmpty();

        clock.advance(Duration.ofMinutes(2));

        assertThat(names(take(5))).containsExactly("late");
        assertThat(take(5)).isEmpty();
    }

    @Test
    void aMailThatADestinationKeepsPutOffHasItsReplyForAnAnswerInTheEnd() {
        IntStream.range(0, 2000).forEach(i -> scheduler.put(mail("m" + i, "busy", 1)));
        Waiting old = mail("old", "busy", 1);
        long received = clock.millis() - Duration.ofDays(5).toMillis() + 3_600_000;
        scheduler.put(new Waiting(
                old.id(), old.kind(), old.destination(), false, 1, 0, 0, received, Long.MAX_VALUE, 100, 1, 0, false));
        List<Scheduler.Turn> answered = new ArrayList<>();
        for (int minute = 0; minute < 4 * 60 - 1; minute++) {
            for (Scheduler.Turn turn : take(100)) {
                scheduler.done(turn, turn.answer().isPresent() ? GOOD : BUSY);
                answered.addAll(turn.answer().isPresent() ? List.of(turn) : List.of());
            }
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(names(answered)).as("it is given up").containsExactly("old");
        assertThat(answered.getFirst().answer()).contains(BUSY.reply());

        clock.advance(Duration.ofMinutes(1));

        answered.clear();
        for (Optional<Scheduler.Turn> turn = scheduler.next(); turn.isPresent(); turn = scheduler.next()) {
            scheduler.done(turn.get(), turn.get().answer().isPresent() ? GOOD : BUSY);
            answered.addAll(turn.get().answer().isPresent() ? List.of(turn.get()) : List.of());
        }
        assertThat(answered)
                .as("the others are answered when they have stood in line as long as between two attempts")
                .hasSizeGreaterThan(1000)
                .allSatisfy(turn -> assertThat(turn.answer()).contains(BUSY.reply()));
    }

    @Test
    void aMailThatIsTooOldWhenTheServerStartsIsStillTried() {
        Waiting old = mail("old", "domain", 1);
        scheduler.put(new Waiting(
                old.id(), old.kind(), old.destination(), false, 1, 0, 0, 0, Long.MAX_VALUE, 100, 1, 0, false));

        assertThat(take(5))
                .singleElement()
                .satisfies(turn -> assertThat(turn.answer()).isEmpty());
    }

    @Test
    void aClockThatIsSetBackHoldsUpNothingForLongerThanTheLongestDelay() {
        scheduler.put(at(mail("m", "domain", 1), clock.millis() + 60_000));
        clock.set(clock.instant().minus(Duration.ofDays(365)));
        scheduler.clockWasSet(-Duration.ofDays(365).toMillis());

        clock.advance(Duration.ofHours(5));

        assertThat(names(take(1))).containsExactly("m");
    }

    @Test
    void aClockThatIsSetAheadAndBackMakesNoMailComeEarlyAndNoneLate() {
        for (int i = 0; i < 600; i++) {
            scheduler.put(tried(mail("m" + i, "domain" + i % 50, i), clock.millis() + 60_000 + i * 6_000L));
        }
        set(Duration.ofHours(1));
        assertThat(take(1000)).isEmpty();
        set(Duration.ofHours(-2));
        assertThat(take(1000)).isEmpty();

        for (int minute = 0; minute < 61; minute++) {
            clock.advance(Duration.ofMinutes(1));
            List<Scheduler.Turn> turns = take(1000);
            assertThat(turns).hasSize(minute == 0 ? 1 : minute == 60 ? 9 : 10);
            turns.forEach(turn -> scheduler.done(turn, GOOD));
        }
        assertThat(take(1000)).isEmpty();
    }

    @Test
    void aDestinationThatIsPausedWhileTheClockIsSetBackIsTriedWhenItsPauseIsOver() {
        IntStream.range(0, 5).forEach(i -> scheduler.put(mail("a" + i, "domain", 1)));
        take(5).forEach(turn -> scheduler.done(turn, BUSY));
        scheduler.put(mail("b", "domain", 1));
        assertThat(take(1)).isEmpty();
        set(Duration.ofHours(-1));

        clock.advance(Duration.ofMinutes(1));

        assertThat(names(take(1))).containsExactly("b");
    }

    private void set(Duration by) {
        clock.set(clock.instant().plus(by));
        scheduler.clockWasSet(by.toMillis());
    }

    @Test
    void whatIsTriedEarlyIsTriedOnce() {
        scheduler.put(at(mail("m", "domain", 1), clock.millis() + 60_000));
        assertThat(take(1)).isEmpty();
        assertThat(scheduler.tryNow(_ -> true)).isEqualTo(1);

        List<Scheduler.Turn> turn = take(5);
        assertThat(names(turn)).containsExactly("m");
        scheduler.done(turn.getFirst(), GOOD);
        clock.advance(Duration.ofHours(1));
        assertThat(take(5)).isEmpty();
    }

    @Test
    void whateverHappensEveryMailHasItsTurnOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        scheduler = scheduler(1 + random.nextInt(20));
        Set<MailId> waiting = new HashSet<>();
        List<Scheduler.Turn> underWay = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    Waiting mail = mail("m" + step, "d" + random.nextInt(30), random.nextInt(10), random.nextInt(5));
                    waiting.add(mail.id());
                    scheduler.put(at(mail, clock.millis() + random.nextInt(100_000) - 50_000));
                }
                case 2 -> scheduler.next().ifPresent(underWay::add);
                case 3 -> {
                    if (!underWay.isEmpty()) {
                        Scheduler.Turn turn = underWay.remove(random.nextInt(underWay.size()));
                        assertThat(waiting.remove(turn.id())).as("seed " + seed).isTrue();
                        scheduler.done(turn, List.of(GOOD, GOOD, BUSY, DOWN).get(random.nextInt(4)));
                    }
                }
                case 4 -> clock.advance(Duration.ofMillis(random.nextInt(5000)));
                default -> {
                    Optional<MailId> some =
                            waiting.stream().skip(waiting.size() / 2).findFirst();
                    if (random.nextInt(4) == 0
                            && some.isPresent()
                            && underWay.stream().noneMatch(turn -> turn.id().equals(some.get()))) {
                        scheduler.remove(some.get());
                        waiting.remove(some.get());
                    }
                }
            }
        }
        for (int round = 0; round < 20_000 && !(waiting.isEmpty() && underWay.isEmpty()); round++) {
            clock.advance(Duration.ofSeconds(20));
            underWay.addAll(take(1000));
            for (Scheduler.Turn turn : underWay) {
                assertThat(waiting.remove(turn.id())).as("seed " + seed).isTrue();
                scheduler.done(turn, GOOD);
            }
            underWay.clear();
        }
        assertThat(waiting).as("left over; seed " + seed).isEmpty();
        assertThat(scheduler.active()).isZero();
    }

    private Scheduler scheduler(int totalMax) {
        Random random = new Random(1);
        return new Scheduler(
                totalMax,
                Patience.of(Duration.ofHours(4), Duration.ofHours(6), Duration.ofDays(5)),
                name -> new Destination(name, new Health(20, random), perMinute),
                clock);
    }

    private List<Scheduler.Turn> take(int max) {
        List<Scheduler.Turn> turns = new ArrayList<>();
        Optional<Scheduler.Turn> next = scheduler.next();
        while (next.isPresent()) {
            turns.add(next.get());
            next = turns.size() < max ? scheduler.next() : Optional.empty();
        }
        return turns;
    }

    private static List<String> names(List<Scheduler.Turn> turns) {
        return turns.stream().map(turn -> turn.id().value().split("-")[0]).toList();
    }

    private Waiting mail(String name, String destination, int sender) {
        return mail(name, destination, sender, 0);
    }

    private Waiting mail(String name, String destination, int sender, int priority) {
        number++;
        return new Waiting(
                new MailId(name + "-" + number),
                Waiting.Kind.RELAYING,
                "smtp:" + destination,
                false,
                sender,
                priority,
                clock.millis(),
                clock.millis(),
                Long.MAX_VALUE,
                1000,
                1,
                0,
                false);
    }

    private static Waiting at(Waiting mail, long notBefore) {
        return at(mail, notBefore, 0);
    }

    private static Waiting tried(Waiting mail, long notBefore) {
        return at(mail, notBefore, 1);
    }

    private static Waiting at(Waiting mail, long notBefore, int attempts) {
        return new Waiting(
                mail.id(),
                mail.kind(),
                mail.destination(),
                false,
                mail.sender(),
                mail.priority(),
                notBefore,
                mail.since(),
                mail.deliverBy(),
                mail.octets(),
                1,
                attempts,
                false);
    }
}
