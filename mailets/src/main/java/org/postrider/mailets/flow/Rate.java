package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.postrider.api.state.StateStore;
import org.postrider.api.state.StateTable;

/// Counts within a time: a bucket that leaks evenly, so that nothing bursts at the end of a period. The level of each
/// key is
/// kept across restarts. Thread-safe.
final class Rate {
    private static final int KEYS_MAX = 100_000;

    private final StateTable table;
    private final String prefix;
    private final double max;
    private final double perMilli;
    private final InstantSource clock;

    /// @param prefix tells its keys from those of others
    /// @param max within `period`
    Rate(StateStore store, String prefix, long max, Duration period, InstantSource clock) throws IOException {
        this.table = store.table("rates", KEYS_MAX);
        this.prefix = prefix;
        this.max = max;
        this.perMilli = max / (double) period.toMillis();
        this.clock = clock;
    }

    /// Adds to the level of a key, if that does not make it more than the maximum.
    ///
    /// @return false where it would: nothing was added
    boolean take(String key, long amount) throws IOException {
        long now = clock.millis();
        boolean[] taken = new boolean[1];
        table.update(prefix + "/" + key, before -> {
            double level = before.map(text -> level(text, now)).orElse(0.0);
            taken[0] = level + amount <= max;
            return Optional.of((taken[0] ? level + amount : level) + " " + now);
        });
        return taken[0];
    }

    private double level(String text, long now) {
        int space = text.indexOf(' ');
        try {
            double level = Double.parseDouble(text.substring(0, space));
            long then = Long.parseLong(text.substring(space + 1));
            return Math.max(0, level - Math.max(0, now - then) * perMilli);
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return 0;
        }
    }
}
