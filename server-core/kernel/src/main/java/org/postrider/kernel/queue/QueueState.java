package org.postrider.kernel.queue;

/// How a mail waits.
public enum QueueState {
    /// It is under way, or as soon as it has its turn.
    ACTIVE,
    /// Its time has not come.
    DEFERRED,
    /// An administrator keeps it back.
    HELD
}
