package org.postrider.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;

/// An event log that remembers. Thread-safe.
public final class RecordedEvents implements EventLog {
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void record(MailEvent event) {
        events.add(event);
    }

    /// In the order in which they came.
    public List<MailEvent> events() {
        return List.copyOf(events);
    }

    /// Those of one kind.
    public <E extends MailEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
