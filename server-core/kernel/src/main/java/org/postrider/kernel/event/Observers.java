package org.postrider.kernel.event;

import java.time.Duration;
import java.util.List;
import org.postrider.api.store.MailStore;

/// All observers, from the start to the stop of the server. Confined to the thread that starts and stops it.
public final class Observers {
    private final List<ObserverQueue> queues;
    private final EventFeed feed;
    private final MailStore store;
    private AutoCloseable watch = () -> {};

    /// @param feed of which they hear what happens to mail
    /// @param store of which they hear what changes in mailboxes
    public Observers(List<ObserverQueue> queues, EventFeed feed, MailStore store) {
        this.queues = List.copyOf(queues);
        this.feed = feed;
        this.store = store;
    }

    public void start() {
        queues.forEach(ObserverQueue::start);
        feed.tell(queues);
        if (!queues.isEmpty()) {
            watch = store.watch((account, mailbox) -> queues.forEach(each -> each.changed(account, mailbox)));
        }
    }

    /// Tells what waits, as far as there is time.
    public void stop(Duration limit) {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("the store does not end its watch", e);
        }
        feed.tell(List.of());
        long end = System.nanoTime() + limit.toNanos();
        queues.forEach(ObserverQueue::stopSoon);
        queues.forEach(each -> each.awaitStop(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
}
