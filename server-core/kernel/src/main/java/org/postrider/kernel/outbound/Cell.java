package org.postrider.kernel.outbound;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Mail of one sender and priority for one destination that is due, the oldest first. Guarded by the scheduler.
final class Cell {
    private final Destination destination;
    private final int sender;
    private final int priority;
    private final Deque<Item> items = new ArrayDeque<>(1);
    private boolean standing;

    Cell(Destination destination, int sender, int priority) {
        this.destination = destination;
        this.sender = sender;
        this.priority = priority;
    }

    Destination destination() {
        return destination;
    }

    int sender() {
        return sender;
    }

    int priority() {
        return priority;
    }

    /// True while it stands in some line: a sender's, or those that are parked.
    boolean standing() {
        return standing;
    }

    void stand(boolean value) {
        standing = value;
    }

    void add(Item item) {
        items.add(item);
    }

    /// The next one that is still ready; what was taken away in the meantime is passed over.
    @Nullable
    Item poll() {
        Item item = items.poll();
        while (item != null && !item.isReadyIn(this)) {
            item = items.poll();
        }
        return item;
    }

    boolean isEmpty() {
        while (!items.isEmpty() && !items.getFirst().isReadyIn(this)) {
            items.removeFirst();
        }
        return items.isEmpty();
    }
}
