package org.postrider.api.plugin;

/// Implemented by a part that has something to do when the server starts or stops.
///
/// Parts start in the order store, search index, transports, observers, matchers, mailets, session filters, protocols,
/// and stop in
/// the reverse order. Matchers and mailets may also start and stop while the server runs: a reload of the configuration
/// makes new ones, starts them, and stops the old ones when the last mail has left them.
public interface Lifecycle {
    /// Called once, before the first listener accepts or the first mail comes.
    ///
    /// @throws Exception with a sentence that says what to do: the server does not start, or the reload changes
    ///     nothing
    default void start() throws Exception {}

    /// Called once, after the last session has ended or the last mail has left; releases what it holds. Must not
    /// throw.
    default void stop() {}
}
