package org.postrider.imap.selected;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.syntax.NotifyEvent;

/// Of which changes in the selected mailbox the client wants to hear, and when: all of them with each command, before
/// NOTIFY was given (RFC 5465 §3.1). Confined to the session's thread.
public final class SelectedEvents {
    private final Set<NotifyEvent> events =
            EnumSet.of(NotifyEvent.MESSAGE_NEW, NotifyEvent.MESSAGE_EXPUNGE, NotifyEvent.FLAG_CHANGE);
    private List<FetchItem> items = List.of();
    private boolean askedFor;
    private boolean delayed;
    private boolean forced;

    /// NOTIFY was given.
    ///
    /// @param fetched of each new message
    /// @param expungesDelayed until a command lets them be told
    public void ask(Set<NotifyEvent> wanted, List<FetchItem> fetched, boolean expungesDelayed) {
        events.clear();
        events.addAll(wanted);
        items = List.copyOf(fetched);
        delayed = expungesDelayed;
        askedFor = true;
    }

    boolean areAskedFor() {
        return askedFor;
    }

    boolean has(NotifyEvent event) {
        return events.contains(event) || (forced && event == NotifyEvent.MESSAGE_EXPUNGE);
    }

    public List<FetchItem> items() {
        return items;
    }

    public boolean delayed() {
        return delayed;
    }

    /// While a command's own answer is what was expunged, it is told in any case.
    public void force(boolean expunges) {
        forced = expunges;
    }
}
