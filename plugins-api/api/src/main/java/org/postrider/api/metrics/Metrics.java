package org.postrider.api.metrics;

/// Numbers that a plugin shows to whoever watches the server: `postrider metrics`.
///
/// A service like others: a part asks for it in its constructor, and makes its counters there. Each is shown as
/// `postrider_NAME` with the label `plugin`, which is the plugin's name. Asked for twice, the same name is the same
/// counter, so that several places of one mailet count together, and go on counting after a reload. How often each part
/// is called, for how long, and how often it fails, the server counts itself. Thread-safe.
public interface Metrics {
    /// The most names that one plugin may have.
    int NAMES_MAX = 1000;

    /// Something that only grows. It is shown with `_total` behind its name.
    ///
    /// @param name lower-case letters, digits and underscores, a letter first, and its unit at the end:
    ///     `tagged_mails`, `answer_bytes`, `lookup_seconds`
    /// @param doc what it counts, in one sentence
    /// @throws IllegalArgumentException where the name is none, or is a gauge's, or there are too many of them
    Counter counter(String name, String doc);

    /// Something that goes up and down.
    ///
    /// @param name as for a counter
    /// @param doc what it shows, in one sentence
    /// @throws IllegalArgumentException where the name is none, or is a counter's, or there are too many of them
    Gauge gauge(String name, String doc);

    /// Only grows. Thread-safe, and made for many threads at a time.
    interface Counter {
        /// @param amount 0 or more; what is less is not counted
        void add(double amount);

        /// Counts one.
        default void increment() {
            add(1);
        }
    }

    /// Goes up and down. Thread-safe.
    interface Gauge {
        void set(double value);
    }
}
