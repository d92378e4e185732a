package org.postrider.api.plugin;

/// Implemented by a part that has something to do when the server starts or stops.
///
/// Parts start in the order store, search index, transports, protocols, and stop in the reverse order.
public interface Lifecycle {
    /// Called once, before the first listener accepts.
    ///
    /// @throws Exception with a sentence that says what to do: the server does not start
    default void start() throws Exception {}

    /// Called once, after the last session has ended; releases what it holds. Must not throw.
    default void stop() {}
}
