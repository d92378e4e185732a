package org.postrider.kernel.net;

/// Where connections come in, and the sessions that did. Thread-safe.
interface OpenPort {
    int connections();

    /// No more connections; those that are there are asked to end.
    void stopSoon();

    /// Ends what is still there.
    void stopNow();

    void dispose();
}
