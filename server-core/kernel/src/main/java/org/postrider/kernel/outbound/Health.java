package org.postrider.kernel.outbound;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Reply;

/// How much a destination takes at a time, learnt from what it says. Not thread-safe; times are milliseconds since
/// 1970.
///
/// It begins with a few deliveries, gets one more for each that goes well, and half as many where it wants less. Where
/// several in a row do not reach it, it is down: then one mail at a time is tried, at growing distances, and all others
/// have its last reply for an answer.
final class Health {
    private static final int START = 5;
    private static final int FAILURES_MAX = 3;
    private static final long PROBE_MILLIS_FIRST = 60_000;
    private static final long PROBE_MILLIS_MAX = 15 * 60_000;
    private static final long PAUSE_MILLIS_FIRST = 5_000;
    private static final long PAUSE_MILLIS_MAX = 10 * 60_000;
    private static final double JITTER = 0.2;
    private static final int DOUBLINGS_MAX = 16;

    private final int concurrencyMax;
    private final RandomGenerator random;

    private int window;
    private int failures;
    private int probes;
    private int pauses;
    private long pausedUntil;
    private boolean proven;
    private @Nullable Reply trouble;

    Health(int concurrencyMax, RandomGenerator random) {
        this.concurrencyMax = concurrencyMax;
        this.random = random;
        this.window = Math.min(START, concurrencyMax);
    }

    /// How many deliveries may go on.
    int allowance(long now) {
        if (now < pausedUntil) {
            return 0;
        }
        return isFailing() ? 1 : window;
    }

    /// True where a mail is not even tried: the destination has not answered lately, and the next probe is not due.
    boolean isDown(long now) {
        return isFailing() && now < pausedUntil;
    }

    /// True where the last attempts did not reach it.
    boolean isFailing() {
        return failures >= FAILURES_MAX;
    }

    /// True where its last word was a good one: it may have a place when others must wait.
    boolean isProven() {
        return proven;
    }

    /// How many deliveries it would get if nothing paused it.
    int window() {
        return isFailing() ? 1 : window;
    }

    /// No delivery begins before; 0 where nothing pauses it.
    long pausedUntil() {
        return pausedUntil;
    }

    /// What it said when it wanted less of us, or why it was not reached.
    Optional<Reply> trouble() {
        return Optional.ofNullable(trouble);
    }

    /// An administrator wants it tried now.
    void tryNow() {
        pausedUntil = 0;
    }

    /// A pause lasts as long as it would have.
    void clockWasSet(long millis) {
        pausedUntil = pausedUntil == 0 ? 0 : pausedUntil + millis;
    }

    void note(Feedback feedback, long now) {
        switch (feedback.kind()) {
            case GOOD -> good();
            case BUSY -> busy(feedback.reply(), now);
            case DOWN -> down(feedback.reply(), now);
            case NONE -> {}
        }
    }

    private void good() {
        if (isFailing()) {
            window = Math.min(START, concurrencyMax);
            pausedUntil = 0;
        }
        failures = 0;
        probes = 0;
        proven = true;
        // A pause that others were told goes on; the next one is as long, until a while went well.
        pauses = pauses > 0 && window == concurrencyMax ? pauses - 1 : pauses;
        trouble = pauses == 0 ? null : trouble;
        window = Math.min(concurrencyMax, window + 1);
    }

    private void busy(Reply reply, long now) {
        trouble = reply;
        proven = true;
        failures = 0;
        if (now < pausedUntil) {
            // Those that were under way when it began say the same.
            return;
        }
        window = Math.max(1, window / 2);
        pausedUntil = now + jittered(grown(PAUSE_MILLIS_FIRST, PAUSE_MILLIS_MAX, pauses));
        pauses++;
    }

    private void down(Reply reply, long now) {
        trouble = reply;
        proven = false;
        failures++;
        window = Math.max(1, window - 1);
        if (isFailing() && now >= pausedUntil) {
            pausedUntil = now + jittered(grown(PROBE_MILLIS_FIRST, PROBE_MILLIS_MAX, probes));
            probes++;
        }
    }

    private static long grown(long first, long max, int times) {
        return Math.min(max, first << Math.min(times, DOUBLINGS_MAX));
    }

    private long jittered(long millis) {
        return (long) (millis * (1 - JITTER / 2 + JITTER * random.nextDouble()));
    }
}
