package org.postrider.kernel.config;

import java.util.ArrayList;
import java.util.List;

/// Gathers everything that is wrong with a configuration, so that one look mends it all. Confined to one thread.
public final class Problems {
    private final List<Problem> problems = new ArrayList<>();

    /// @param message a sentence that says what is wrong and what to do
    public void add(Location location, String message) {
        problems.add(new Problem(location, message));
    }

    public List<Problem> list() {
        return List.copyOf(problems);
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    public record Problem(Location location, String message) {
        @Override
        public String toString() {
            return location + ": " + message;
        }
    }
}
