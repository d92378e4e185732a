package org.postrider.kernel.outbound;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A domain or smart host for which mail waits. Guarded by the scheduler.
final class Destination {
    private static final long MINUTE_MILLIS = 60_000;

    private final String name;
    private final Health health;
    private final long intervalMillis;

    /// Mail that is due, by sender and priority; only those that have any.
    private final Map<Long, Cell> cells = new HashMap<>(2);
    /// Cells that wait until more deliveries may begin, the highest priority first.
    private final NavigableMap<Integer, Deque<Cell>> parked = new TreeMap<>(Comparator.reverseOrder());

    private int active;
    private int mails;
    private int ready;
    private long nextByRate;

    /// @param perMinute 0: as many as it takes
    Destination(String name, Health health, int perMinute) {
        this.name = name;
        this.health = health;
        this.intervalMillis = perMinute == 0 ? 0 : MINUTE_MILLIS / perMinute;
    }

    String name() {
        return name;
    }

    Health health() {
        return health;
    }

    /// How many more deliveries may begin now.
    int room(long now) {
        if (now < nextByRate) {
            return 0;
        }
        int room = health.allowance(now) - active;
        return intervalMillis > 0 ? Math.min(room, 1) : room;
    }

    /// When more may begin, where that is a matter of time.
    long opensAt() {
        return Math.max(health.pausedUntil(), nextByRate);
    }

    void begin(long now) {
        active++;
        // What was not used is not made up for.
        nextByRate = intervalMillis == 0 ? 0 : now + intervalMillis;
    }

    void end() {
        active--;
    }

    /// What was to last for a while lasts as long as it would have.
    void clockWasSet(long millis) {
        nextByRate = nextByRate == 0 ? 0 : nextByRate + millis;
        health.clockWasSet(millis);
    }

    int active() {
        return active;
    }

    /// How many mails wait for it or are under way, due or not.
    int mails() {
        return mails;
    }

    /// How many of them are due.
    int ready() {
        return ready;
    }

    void countMail(int change) {
        mails += change;
    }

    Cell cell(int sender, int priority) {
        return cells.computeIfAbsent(key(sender, priority), _ -> new Cell(this, sender, priority));
    }

    void countReady(int change) {
        ready += change;
    }

    void forget(Cell cell) {
        cells.remove(key(cell.sender(), cell.priority()));
    }

    void park(Cell cell) {
        parked.computeIfAbsent(cell.priority(), _ -> new ArrayDeque<>()).add(cell);
    }

    /// The parked cell that is next.
    @Nullable
    Cell unpark() {
        Map.Entry<Integer, Deque<Cell>> first = parked.firstEntry();
        if (first == null) {
            return null;
        }
        Cell cell = first.getValue().poll();
        if (first.getValue().isEmpty()) {
            parked.remove(first.getKey());
        }
        return cell;
    }

    boolean hasParked() {
        return !parked.isEmpty();
    }

    private static long key(int sender, int priority) {
        return ((long) sender << 8) | (priority & 0xff);
    }
}
