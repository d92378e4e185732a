package org.postrider.kernel.event;

import java.util.List;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;

/// Where all events go: into the log, and to the observers. Thread-safe.
public final class EventFeed implements EventLog {
    private final EventLog log;
    private volatile List<ObserverQueue> observers = List.of();

    public EventFeed(EventLog log) {
        this.log = log;
    }

    @Override
    public void record(MailEvent event) {
        log.record(event);
        for (ObserverQueue observer : observers) {
            observer.happened(event);
        }
    }

    // Late: an observer may be made of what records events.
    void tell(List<ObserverQueue> all) {
        observers = List.copyOf(all);
    }
}
