package org.postrider.kernel.outbound;

import org.jspecify.annotations.Nullable;
import org.postrider.kernel.ledger.Waiting;

/// A mail in the scheduler. Guarded by it.
final class Item implements Comparable<Item> {
    private final Waiting waiting;
    private final Destination destination;
    private Standing.State state = Standing.State.LATER;

    /// When the timer looks at it.
    private long time;
    /// Where it is ready.
    private @Nullable Cell cell;
    /// What it is afterwards, where that is known before its attempt has ended.
    private @Nullable Waiting successor;

    Item(Waiting waiting, Destination destination) {
        this.waiting = waiting;
        this.destination = destination;
    }

    Waiting waiting() {
        return waiting;
    }

    Destination destination() {
        return destination;
    }

    Standing.State state() {
        return state;
    }

    long time() {
        return time;
    }

    /// Not while it stands among the timers.
    void time(long millis) {
        time = millis;
    }

    void later() {
        state = Standing.State.LATER;
        cell = null;
    }

    void ready(Cell in) {
        state = Standing.State.READY;
        cell = in;
    }

    void activate() {
        state = Standing.State.ACTIVE;
        cell = null;
    }

    boolean isReadyIn(Cell other) {
        return cell == other;
    }

    void succeed(Waiting by) {
        successor = by;
    }

    @Nullable
    Waiting successor() {
        return successor;
    }

    @Override
    public int compareTo(Item other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : waiting.id().compareTo(other.waiting.id());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
