package org.postrider.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.postrider.api.state.StateStore;
import org.postrider.api.state.StateTable;

/// Tables in memory: what is made anew with the same one remembers, as after a restart. Thread-safe.
public final class MemoryState implements StateStore {
    private final Map<String, Table> tables = new ConcurrentHashMap<>();

    @Override
    public StateTable table(String name, int entriesMax) {
        return tables.computeIfAbsent(name, _ -> new Table(entriesMax));
    }

    private static final class Table implements StateTable {
        private final int entriesMax;
        /// Guarded by this.
        private final LinkedHashMap<String, String> entries = new LinkedHashMap<>();

        Table(int entriesMax) {
            this.entriesMax = entriesMax;
        }

        @Override
        public synchronized Optional<String> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        @Override
        public synchronized void put(String key, String value) {
            entries.remove(key);
            if (entries.size() >= entriesMax) {
                entries.remove(entries.firstEntry().getKey());
            }
            entries.put(key, value);
        }

        @Override
        public synchronized void remove(String key) {
            entries.remove(key);
        }

        @Override
        public synchronized Optional<String> update(String key, Function<Optional<String>, Optional<String>> change) {
            Optional<String> changed = change.apply(get(key));
            changed.ifPresentOrElse(value -> put(key, value), () -> remove(key));
            return changed;
        }

        @Override
        public synchronized Map<String, String> entries() {
            return new LinkedHashMap<>(entries);
        }

        @Override
        public synchronized boolean isFull() {
            return entries.size() >= entriesMax;
        }

        @Override
        public void force() {
            // Memory only.
        }
    }
}
