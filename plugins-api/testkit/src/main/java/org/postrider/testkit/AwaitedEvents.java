package org.postrider.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;

/// An event log whose test waits for what other threads do. Thread-safe.
public final class AwaitedEvents implements EventLog {
    private static final long SECONDS_MAX = 20;

    private final BlockingQueue<MailEvent> events = new LinkedBlockingQueue<>();

    @Override
    public void record(MailEvent event) {
        events.add(event);
    }

    /// The next event, as soon as there is one.
    ///
    /// @throws IllegalStateException where none comes within 20 s
    public MailEvent next() throws InterruptedException {
        MailEvent event = events.poll(SECONDS_MAX, TimeUnit.SECONDS);
        if (event == null) {
            throw new IllegalStateException("nothing happened for " + SECONDS_MAX + " seconds");
        }
        return event;
    }

    /// The next `count` events.
    public List<MailEvent> next(int count) throws InterruptedException {
        List<MailEvent> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(next());
        }
        return next;
    }
}
