package org.postrider.api.smtp;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What filters write down during one session, for themselves and for each other. Thread-safe.
public final class SessionNotes {
    private static final int NOTES_MAX = 100;

    private final Map<String, String> notes = new ConcurrentHashMap<>();

    public Optional<String> get(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    /// @param name begin it with your plugin's name
    /// @throws IllegalStateException where there are too many
    public void put(String name, String value) {
        if (notes.size() >= NOTES_MAX && !notes.containsKey(name)) {
            throw new IllegalStateException("a session has at most " + NOTES_MAX + " notes");
        }
        notes.put(name, value);
    }
}
