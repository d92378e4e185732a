package org.postrider.testkit;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postrider.api.state.ExpiringState;
import org.postrider.api.state.ExpiringTable;

/// Tables in memory, which outlast the parts that use them. Thread-safe.
public final class MemoryExpiringState implements ExpiringState {
    private final InstantSource clock;
    /// Guarded by this.
    private final Map<String, ExpiringTable> tables = new LinkedHashMap<>();

    public MemoryExpiringState(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized ExpiringTable table(String name, int entriesMax) {
        return tables.computeIfAbsent(name, _ -> new MemoryTable(clock, entriesMax));
    }

    private static final class MemoryTable implements ExpiringTable {
        private final InstantSource clock;
        private final int entriesMax;
        /// Guarded by this.
        private final Map<String, Entry> entries = new LinkedHashMap<>();

        MemoryTable(InstantSource clock, int entriesMax) {
            this.clock = clock;
            this.entriesMax = entriesMax;
        }

        @Override
        public synchronized Optional<Entry> get(String key) {
            return Optional.ofNullable(entries.get(key))
                    .filter(entry -> clock.instant().isBefore(entry.until()));
        }

        @Override
        public synchronized List<String> keys() {
            return entries.keySet().stream().filter(key -> get(key).isPresent()).toList();
        }

        @Override
        public synchronized Optional<Entry> update(String key, UnaryOperator<Optional<Entry>> change) {
            Optional<Entry> changed = change.apply(get(key));
            entries.remove(key);
            changed.ifPresent(entry -> entries.put(key, entry));
            if (entries.size() > entriesMax) {
                entries.remove(entries.keySet().iterator().next());
            }
            return changed;
        }
    }
}
