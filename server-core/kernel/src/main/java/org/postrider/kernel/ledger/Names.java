package org.postrider.kernel.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Lets entries share the names that many of them have: of destinations and files. Bounded: where there are very many,
/// it begins anew. Thread-safe.
final class Names {
    private static final int NAMES_MAX = 200_000;

    private final Map<String, String> known = new ConcurrentHashMap<>();

    /// The same text, as it was first seen.
    String shared(String name) {
        // Most are known, and to look needs no lock.
        String found = known.get(name);
        if (found != null) {
            return found;
        }
        if (known.size() >= NAMES_MAX) {
            known.clear();
        }
        String before = known.putIfAbsent(name, name);
        return before == null ? name : before;
    }
}
