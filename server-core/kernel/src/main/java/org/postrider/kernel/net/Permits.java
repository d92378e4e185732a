package org.postrider.kernel.net;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// Counts the connections of a listener, all and for each client. Thread-safe.
final class Permits {
    private final int totalMax;
    private final int perClientMax;

    /// Guarded by itself.
    private final Map<InetAddress, Integer> clients = new HashMap<>();
    /// Guarded by `clients`.
    private int total;

    Permits(int totalMax, int perClientMax) {
        this.totalMax = totalMax;
        this.perClientMax = perClientMax;
    }

    /// @return false where there is no room; otherwise [#release] is due later
    boolean acquire(InetAddress client) {
        synchronized (clients) {
            int his = clients.getOrDefault(client, 0);
            if (total >= totalMax || his >= perClientMax) {
                return false;
            }
            total++;
            clients.put(client, his + 1);
            return true;
        }
    }

    void release(InetAddress client) {
        synchronized (clients) {
            total--;
            clients.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
