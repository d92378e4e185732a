package org.postrider.kernel.outbound;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.MailId;

/// Says which mail goes next: each destination in turn, no more than its share at a time, so that a slow one holds up
/// only itself. Thread-safe.
final class Destinations {
    private final int totalMax;
    private final int perDestinationMax;

    // All guarded by this.
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final Set<MailId> known = new HashSet<>();
    private int active;

    Destinations(int totalMax, int perDestinationMax) {
        this.totalMax = totalMax;
        this.perDestinationMax = perDestinationMax;
    }

    /// @return false where it waits or is under way already
    synchronized boolean add(String key, MailId id) {
        if (!known.add(id)) {
            return false;
        }
        destinations.computeIfAbsent(key, _ -> new Destination()).waiting.add(id);
        return true;
    }

    /// The next one to try now; [#done] is due afterwards.
    synchronized Optional<Turn> next() {
        if (active >= totalMax) {
            return Optional.empty();
        }
        Iterator<Map.Entry<String, Destination>> all = destinations.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Destination> entry = all.next();
            Destination destination = entry.getValue();
            if (destination.active < perDestinationMax && !destination.waiting.isEmpty()) {
                // To the end of the line.
                all.remove();
                destinations.put(entry.getKey(), destination);
                destination.active++;
                active++;
                return Optional.of(new Turn(entry.getKey(), destination.waiting.remove()));
            }
        }
        return Optional.empty();
    }

    synchronized void done(Turn turn) {
        known.remove(turn.id());
        active--;
        Destination destination = destinations.get(turn.destination());
        if (destination != null && --destination.active == 0 && destination.waiting.isEmpty()) {
            destinations.remove(turn.destination());
        }
    }

    synchronized int active() {
        return active;
    }

    record Turn(String destination, MailId id) {}

    private static final class Destination {
        private final Deque<MailId> waiting = new ArrayDeque<>();
        private int active;
    }
}
