package org.postrider.smtp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;

/// Cuts off a client that sends a message octet by octet, to hold a session that others could use: each wait is short
/// enough, and all of them have no end. After a grace, so much must have come on average. Used for one message or piece
/// of it; confined to the session thread.
final class MinimumRate {
    private final long octetsPerSecond;
    private final long graceNanos;
    private final LongSupplier nanos;
    private final long start;

    private long octets;

    /// @param octetsPerSecond 0 for none
    /// @param nanos of the machine's running time
    MinimumRate(long octetsPerSecond, Duration grace, LongSupplier nanos) {
        this.octetsPerSecond = octetsPerSecond;
        this.graceNanos = grace.toNanos();
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /// As a listener wants it.
    static MinimumRate of(SmtpConfig config) {
        return new MinimumRate(config.minDataRate(), config.dataTimeLimit(), System::nanoTime);
    }

    /// So many more have come.
    ///
    /// @throws ConnectionEndedException where that is too little
    void count(int more) throws ConnectionEndedException {
        octets += more;
        long time = nanos.getAsLong() - start;
        if (time > graceNanos && octets < TimeUnit.NANOSECONDS.toSeconds(time) * octetsPerSecond) {
            throw new ConnectionEndedException(Reason.TIME_LIMIT, "the message comes too slowly");
        }
    }
}
