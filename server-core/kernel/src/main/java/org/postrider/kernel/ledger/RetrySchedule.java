package org.postrider.kernel.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// When a mail that could not move on is tried again.
///
/// @param delays after the first, second, ... attempt; the last one goes on
/// @param giveUpAfter counted from when the mail was received
/// @param jitter by how many per cent a delay is changed at random, in either direction
public record RetrySchedule(List<Duration> delays, Duration giveUpAfter, int jitter) {
    private static final double PER_CENT = 100;

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || !delays.stream().allMatch(Duration::isPositive)) {
            throw new IllegalArgumentException("retryDelays has at least one time, and each is longer than nothing");
        }
        if (!giveUpAfter.isPositive()) {
            throw new IllegalArgumentException("giveUpAfter is longer than nothing");
        }
    }

    /// To the second.
    public RetrySchedule(List<Duration> delays, Duration giveUpAfter) {
        this(delays, giveUpAfter, 0);
    }

    /// @param received when the mail's age began
    /// @param attempts how many there were, at least 1
    /// @return empty where it is time to give up
    public Optional<Instant> next(Instant received, Instant now, int attempts) {
        Duration delay = delays.get(Math.min(attempts, delays.size()) - 1);
        Instant next = now.plus(jittered(delay));
        Instant end = received.plus(giveUpAfter);
        if (!next.isAfter(end)) {
            return Optional.of(next);
        }
        // Chance alone does not end it early.
        return now.plus(delay).isAfter(end) ? Optional.empty() : Optional.of(end);
    }

    /// The longest time between two attempts.
    public Duration longest() {
        Duration longest = delays.stream().max(Duration::compareTo).orElseThrow();
        return longest.plus(longest.multipliedBy(jitter).dividedBy((long) PER_CENT));
    }

    private Duration jittered(Duration delay) {
        if (jitter == 0) {
            return delay;
        }
        double factor = 1 + jitter / PER_CENT * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis((long) (delay.toMillis() * factor));
    }
}
