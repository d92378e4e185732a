package org.postrider.api.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Texts under keys, each until its time. Thread-safe.
public interface ExpiringTable {
    /// A value and until when it is kept.
    record Entry(String value, Instant until) {}

    /// What is under a key, unless its time is over.
    Optional<Entry> get(String key);

    /// Every key that has a value now, the one touched longest ago first.
    List<String> keys();

    /// Changes what is under a key, atomically.
    ///
    /// @param change of what is there (empty for nothing, or where its time is over) to what shall be there;
    ///     quick, and without using the table
    /// @return what `change` returned
    Optional<Entry> update(String key, UnaryOperator<Optional<Entry>> change);

    /// Puts a value under a key, whatever was there.
    default void put(String key, String value, Instant until) {
        update(key, _ -> Optional.of(new Entry(value, until)));
    }

    /// @return false where there was nothing
    default boolean remove(String key) {
        boolean[] there = new boolean[1];
        update(key, old -> {
            there[0] = old.isPresent();
            return Optional.empty();
        });
        return there[0];
    }
}
