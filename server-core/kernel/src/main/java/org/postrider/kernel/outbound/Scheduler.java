package org.postrider.kernel.outbound;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.ledger.Waiting;

/// Says which mail goes next. Thread-safe.
///
/// Senders take turns, and for each sender the destinations for which it has mail: one sender's hundred thousand mails
/// are one place in the line, whether they go to one domain or to as many. Higher priorities come first (RFC 6710), but
/// for each eighth turn, which is the lowest one's. A destination has as many deliveries at a time as its [Health]
/// allows; what cannot begin now is parked with its destination and costs nothing until there is room. A quarter of all
/// places is kept for destinations that answered last time, so that however many dead ones cannot take them all.
///
/// A mail for a destination that is down has the destination's last reply for its answer, and is not tried; so has one
/// that stands in its line for longer than [Patience] allows.
final class Scheduler {
    private static final int LOWEST_EACH = 8;
    private static final int IDLE_DESTINATIONS_MAX = 10_000;
    // RFC 3463 §3.5: 4.4.5, congestion
    private static final Reply NO_TURN = Reply.of(451, "4.4.5", "more mail waits for the destination than goes there");

    private final int totalMax;
    private final int unprovenMax;
    private final Patience patience;
    private final Function<String, Destination> destinationFactory;
    private final InstantSource clock;

    // All guarded by this.
    private final Map<MailId, Item> items = new HashMap<>();
    private final TreeSet<Item> timers = new TreeSet<>();
    private final Map<String, Destination> destinations = new HashMap<>();
    /// Those without mail, of which something is remembered; the one that was used last at the end.
    private final Map<String, Destination> idle = new LinkedHashMap<>();
    /// Destinations with parked mail that open at a certain time.
    private final Map<Destination, Long> opening = new HashMap<>();
    private final TreeMap<Long, List<Destination>> openings = new TreeMap<>();
    private final NavigableMap<Integer, Deque<SenderLine>> lines = new TreeMap<>(Comparator.reverseOrder());
    private final Map<Long, SenderLine> bySender = new HashMap<>();
    private final Deque<Cell> waitingForPlace = new ArrayDeque<>();
    /// Whose time is up although they wait for their turn.
    private final Deque<Item> overdue = new ArrayDeque<>();

    private int active;
    private int unproven;
    private int turns;

    /// @param totalMax how many deliveries go on at a time
    /// @param patience whose longest time is also how far ahead a mail waits at most: a clock that is set back
    ///     holds up nothing
    Scheduler(int totalMax, Patience patience, Function<String, Destination> destinationFactory, InstantSource clock) {
        this.totalMax = totalMax;
        this.unprovenMax = Math.max(1, totalMax - totalMax / 4);
        this.patience = patience;
        this.destinationFactory = destinationFactory;
        this.clock = clock;
    }

    /// The mail waits, or waits for something else than before.
    synchronized void put(Waiting waiting) {
        Item before = items.get(waiting.id());
        if (before != null && before.state() == Standing.State.ACTIVE) {
            before.succeed(waiting);
            return;
        }
        if (before != null) {
            drop(before);
        }
        add(waiting);
    }

    /// The mail does not wait any more.
    synchronized void remove(MailId id) {
        Item item = items.get(id);
        if (item != null && item.state() != Standing.State.ACTIVE) {
            drop(item);
        }
    }

    /// The next mail whose turn it is; [#done] is due afterwards.
    synchronized Optional<Turn> next() {
        long now = clock.millis();
        tick(now);
        if (active >= totalMax) {
            return Optional.empty();
        }
        Item late = overdue.poll();
        while (late != null && late.state() != Standing.State.READY) {
            late = overdue.poll();
        }
        if (late != null) {
            return Optional.of(begin(late, Optional.of(whyItWaited(late.destination())), true));
        }
        turns++;
        while (!lines.isEmpty()) {
            Map.Entry<Integer, Deque<SenderLine>> level =
                    turns % LOWEST_EACH == 0 ? lines.lastEntry() : lines.firstEntry();
            Optional<Turn> turn = fromLevel(level.getKey(), level.getValue(), now);
            if (turn.isPresent()) {
                return turn;
            }
        }
        return Optional.empty();
    }

    /// An attempt is over.
    synchronized void done(Turn turn, Feedback feedback) {
        long now = clock.millis();
        Item item = turn.item();
        Destination destination = item.destination();
        active--;
        if (turn.counted()) {
            destination.end();
            unproven -= turn.unproven() ? 1 : 0;
            destination.health().note(feedback, now);
        }
        items.remove(item.waiting().id());
        destination.countMail(-1);
        Waiting successor = item.successor();
        if (successor != null) {
            add(successor);
        }
        unpark(destination, now);
        offerPlace();
        retire(destination);
    }

    /// Mails to which `which` applies are due now, and their destinations are tried even where they are down.
    ///
    /// @return how many there are, due before or not
    synchronized int tryNow(Predicate<Waiting> which) {
        long now = clock.millis();
        int count = 0;
        for (Item item : List.copyOf(items.values())) {
            if (which.test(item.waiting()) && item.state() != Standing.State.ACTIVE) {
                count++;
                if (item.state() == Standing.State.LATER) {
                    timers.remove(item);
                    ready(item);
                }
                Destination destination = item.destination();
                if (destination.health().pausedUntil() > now) {
                    destination.health().tryNow();
                    unpark(destination, now);
                }
            }
        }
        return count;
    }

    /// Somebody set the clock, and no time has passed by that: what waits for another try waits as long as it would
    /// have, neither all at once nor until the clock has come round again. A sender's date stays that date.
    ///
    /// @param millis by how much; negative where it was set back
    synchronized void clockWasSet(long millis) {
        long now = clock.millis();
        for (Item item : List.copyOf(timers)) {
            timers.remove(item);
            item.time(timeAfterClockWasSet(item, millis, now));
            timers.add(item);
        }
        destinations.values().forEach(destination -> destination.clockWasSet(millis));
        idle.values().forEach(destination -> destination.clockWasSet(millis));
        List<Destination> shut = List.copyOf(opening.keySet());
        opening.clear();
        openings.clear();
        shut.forEach(destination -> unpark(destination, now));
    }

    private long timeAfterClockWasSet(Item item, long millis, long now) {
        Waiting waiting = item.waiting();
        if (item.state() != Standing.State.LATER) {
            return patience.end(waiting, now);
        }
        if (waiting.attempts() == 0) {
            return later(waiting);
        }
        return Math.min(Math.min(item.time() + millis, waiting.deliverBy()), now + patience.longest());
    }

    synchronized int active() {
        return active;
    }

    /// How a mail stands.
    synchronized Optional<Standing> standing(MailId id) {
        return Optional.ofNullable(items.get(id)).map(item -> standing(item.state(), item.destination()));
    }

    /// How a destination stands for which mail waits.
    synchronized Optional<Standing> standing(String destination) {
        return Optional.ofNullable(destinations.get(destination)).map(found -> standing(Standing.State.LATER, found));
    }

    private Standing standing(Standing.State state, Destination destination) {
        Health health = destination.health();
        long now = clock.millis();
        return new Standing(
                state,
                destination.name(),
                destination.mails(),
                destination.ready(),
                destination.active(),
                health.window(),
                health.isDown(now),
                destination.opensAt() > now ? destination.opensAt() : 0,
                health.trouble(),
                active >= totalMax);
    }

    private void add(Waiting waiting) {
        Destination destination = destination(waiting.destination());
        destination.countMail(1);
        Item item = new Item(waiting, destination);
        items.put(waiting.id(), item);
        long time = later(waiting);
        if (time <= clock.millis()) {
            ready(item);
        } else {
            item.time(time);
            timers.add(item);
        }
    }

    private void drop(Item item) {
        timers.remove(item);
        if (item.state() == Standing.State.READY) {
            item.destination().countReady(-1);
        }
        item.later();
        items.remove(item.waiting().id());
        item.destination().countMail(-1);
        retire(item.destination());
    }

    private long later(Waiting waiting) {
        long wanted = Math.min(waiting.notBefore(), waiting.deliverBy());
        return Math.min(wanted, clock.millis() + patience.longest());
    }

    // What is due goes into its line.
    private void tick(long now) {
        while (!timers.isEmpty() && timers.first().time() <= now) {
            Item item = timers.pollFirst();
            if (item.state() == Standing.State.LATER) {
                ready(item);
            } else {
                overdue.add(item);
            }
        }
        while (!openings.isEmpty() && openings.firstKey() <= now) {
            for (Destination destination : openings.pollFirstEntry().getValue()) {
                opening.remove(destination);
                unpark(destination, now);
            }
        }
    }

    private void ready(Item item) {
        Waiting waiting = item.waiting();
        Cell cell = item.destination().cell(waiting.sender(), waiting.priority());
        item.ready(cell);
        item.destination().countReady(1);
        cell.add(item);
        if (!cell.standing()) {
            stand(cell);
        }
        item.time(patience.end(waiting, clock.millis()));
        timers.add(item);
    }

    private void stand(Cell cell) {
        cell.stand(true);
        SenderLine line = bySender.computeIfAbsent(
                key(cell.sender(), cell.priority()), _ -> new SenderLine(cell.sender(), cell.priority()));
        line.cells.add(cell);
        if (!line.standing) {
            line.standing = true;
            lines.computeIfAbsent(cell.priority(), _ -> new ArrayDeque<>()).add(line);
        }
    }

    // One try at the line of whichever sender is next.
    private Optional<Turn> fromLevel(int priority, Deque<SenderLine> level, long now) {
        SenderLine line = level.remove();
        Cell cell = line.cells.remove();
        Optional<Turn> turn = fromCell(cell, now);
        if (line.cells.isEmpty()) {
            line.standing = false;
            bySender.remove(key(line.sender, line.priority));
        } else {
            level.add(line);
        }
        if (level.isEmpty()) {
            lines.remove(priority);
        }
        return turn;
    }

    private Optional<Turn> fromCell(Cell cell, long now) {
        Destination destination = cell.destination();
        if (cell.isEmpty()) {
            // All its mails were taken away: others have its turn.
            cell.stand(false);
            destination.forget(cell);
            unpark(destination, now);
            offerPlace();
            return Optional.empty();
        }
        boolean down = destination.health().isDown(now);
        if (!down && destination.room(now) <= 0) {
            destination.park(cell);
            opensLater(destination, now);
            offerPlace();
            return Optional.empty();
        }
        boolean isUnproven = !destination.health().isProven();
        if (!down && isUnproven && unproven >= unprovenMax) {
            waitingForPlace.add(cell);
            return Optional.empty();
        }
        Item item = cell.poll();
        if (item == null) {
            throw new IllegalStateException("a line that is not empty has a first");
        }
        if (cell.isEmpty()) {
            cell.stand(false);
            destination.forget(cell);
        } else {
            SenderLine line = bySender.get(key(cell.sender(), cell.priority()));
            if (line == null) {
                stand(cell);
            } else {
                line.cells.add(cell);
            }
        }
        Optional<Reply> answer = down ? destination.health().trouble() : Optional.empty();
        return Optional.of(begin(item, answer, down));
    }

    private static Reply whyItWaited(Destination destination) {
        return destination.health().trouble().orElse(NO_TURN);
    }

    private void offerPlace() {
        Cell cell = unproven < unprovenMax ? waitingForPlace.poll() : null;
        if (cell != null) {
            stand(cell);
        }
    }

    // One that is not tried takes no room of its destination.
    private Turn begin(Item item, Optional<Reply> answer, boolean notTried) {
        Destination destination = item.destination();
        timers.remove(item);
        destination.countReady(-1);
        item.activate();
        active++;
        boolean isUnproven = !notTried && !destination.health().isProven();
        if (!notTried) {
            destination.begin(clock.millis());
            unproven += isUnproven ? 1 : 0;
        }
        return new Turn(item, answer, !notTried, isUnproven);
    }

    // Lets as many cells stand as may have a turn, all where their mails have their answer already.
    private void unpark(Destination destination, long now) {
        int room = destination.health().isDown(now) ? Integer.MAX_VALUE : destination.room(now);
        for (int i = 0; i < room && destination.hasParked(); i++) {
            Cell cell = destination.unpark();
            if (cell != null) {
                stand(cell);
            }
        }
        opensLater(destination, now);
    }

    private void opensLater(Destination destination, long now) {
        long at = destination.opensAt();
        if (destination.hasParked() && at > now) {
            Long before = opening.put(destination, at);
            if (before != null && before != at) {
                openings.getOrDefault(before, new ArrayList<>()).remove(destination);
            }
            if (before == null || before != at) {
                openings.computeIfAbsent(at, _ -> new ArrayList<>()).add(destination);
            }
        }
    }

    private Destination destination(String name) {
        Destination known = destinations.get(name);
        if (known != null) {
            return known;
        }
        Destination remembered = idle.remove(name);
        Destination now = remembered == null ? destinationFactory.apply(name) : remembered;
        destinations.put(now.name(), now);
        return now;
    }

    private void retire(Destination destination) {
        if (destination.mails() == 0 && destinations.remove(destination.name(), destination)) {
            idle.put(destination.name(), destination);
            if (idle.size() > IDLE_DESTINATIONS_MAX) {
                idle.remove(idle.keySet().iterator().next());
            }
        }
    }

    private static long key(int sender, int priority) {
        return ((long) sender << 8) | (priority & 0xff);
    }

    /// A mail's turn.
    ///
    /// @param answer what it is told without being tried, because its destination is down
    /// @param counted true where it takes room of its destination
    /// @param unproven true where its destination had not answered the last time
    record Turn(Item item, Optional<Reply> answer, boolean counted, boolean unproven) {
        MailId id() {
            return item.waiting().id();
        }
    }

    /// The cells of one sender and priority, in their order.
    private static final class SenderLine {
        private final int sender;
        private final int priority;
        private final Deque<Cell> cells = new ArrayDeque<>(1);
        private boolean standing;

        SenderLine(int sender, int priority) {
            this.sender = sender;
            this.priority = priority;
        }
    }
}
