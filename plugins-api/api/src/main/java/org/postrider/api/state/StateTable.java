package org.postrider.api.state;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Texts by name, of a plugin. Thread-safe.
///
/// A change is in the operating system's hands when the call returns, and so survives a killed process; it survives a
/// power failure from the next [#force()] on.
public interface StateTable {
    /// The longest key or value, in characters.
    int TEXT_LENGTH_MAX = 65_536;

    Optional<String> get(String key);

    /// Keeps a value in the place of the one of that key. Where the table is full, the entry that was changed
    /// longest ago gives way: ask [#isFull] first where nothing may be lost.
    ///
    /// @throws IOException where it cannot be written; the table is as before
    /// @throws IllegalArgumentException where key or value is longer than [#TEXT_LENGTH_MAX]
    void put(String key, String value) throws IOException;

    /// Nothing happens where there is no such key.
    ///
    /// @throws IOException where it cannot be written; the table is as before
    void remove(String key) throws IOException;

    /// Changes one entry, alone: nobody changes the table meanwhile.
    ///
    /// @param change from the old value, if there is one, to the new one; empty to remove it
    /// @return the new value
    /// @throws IOException where it cannot be written; the table is as before
    Optional<String> update(String key, Function<Optional<String>, Optional<String>> change) throws IOException;

    /// A copy, the entry that was changed longest ago first.
    Map<String, String> entries();

    /// True where the next new key costs an old one.
    boolean isFull();

    /// Returns when all changes until now are on the disk.
    ///
    /// @throws IOException where that is not certain
    void force() throws IOException;
}
