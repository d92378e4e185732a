package org.postrider.api.net;

import java.io.IOException;

/// The connection is over, and why. A session lets it pass up to its end.
public final class ConnectionEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public ConnectionEndedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Who or what ended it.
    public enum Reason {
        /// The peer closed or reset it.
        PEER,
        /// A wait took longer than its limit.
        TIME_LIMIT,
        /// The TLS handshake failed.
        TLS,
        /// The peer broke a rule that leaves nothing to say, such as input injected before TLS.
        VIOLATION,
        /// The server stops and does not wait any longer.
        STOPPED
    }
}
