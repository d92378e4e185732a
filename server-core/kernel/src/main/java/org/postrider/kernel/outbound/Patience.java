package org.postrider.kernel.outbound;

import java.time.Duration;
import org.postrider.kernel.ledger.Waiting;

/// How long a mail that is due stands in its line. A destination that takes less than comes, or pauses us again and
/// again, would else keep mail for ever, without a word to anybody: a mail whose time in the line is over has the
/// destination's last reply for its answer, as after an attempt that failed, and is deferred, reported or given up.
///
/// @param longest between two answers, in milliseconds
/// @param delayAfter from which age on a sender is told of a delay
/// @param giveUpAfter from which age on a mail is given up
record Patience(long longest, long delayAfter, long giveUpAfter) {
    static Patience of(Duration longest, Duration delayAfter, Duration giveUpAfter) {
        return new Patience(longest.toMillis(), delayAfter.toMillis(), giveUpAfter.toMillis());
    }

    /// When the time of a mail that is due now is over.
    long end(Waiting waiting, long now) {
        long end = Math.min(now + longest, waiting.deliverBy());
        return earlier(earlier(end, waiting.since() + delayAfter, now), waiting.since() + giveUpAfter, now);
    }

    // What has passed already, as after a time without a server, does not keep it from being tried first.
    private static long earlier(long end, long at, long now) {
        return at > now ? Math.min(end, at) : end;
    }
}
