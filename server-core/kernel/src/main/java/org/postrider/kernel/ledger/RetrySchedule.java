package org.postrider.kernel.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When a mail that could not move on is tried again.
///
/// @param delays after the first, second, ... attempt; the last one goes on
/// @param giveUpAfter counted from when the mail was received
public record RetrySchedule(List<Duration> delays, Duration giveUpAfter) {
    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || delays.stream().anyMatch(delay -> delay.isNegative() || delay.isZero())) {
            throw new IllegalArgumentException("a retry schedule needs at least one delay, each above zero");
        }
    }

    /// @param attempts how many there were, at least 1
    /// @return empty where it is time to give up
    public Optional<Instant> next(Instant received, Instant now, int attempts) {
        Duration delay = delays.get(Math.min(attempts, delays.size()) - 1);
        Instant next = now.plus(delay);
        return next.isAfter(received.plus(giveUpAfter)) ? Optional.empty() : Optional.of(next);
    }
}
