package org.postrider.maildir;

import java.util.concurrent.TimeUnit;

/// Decides when the files of a mailbox have to be looked at, from the times of its directories. Guarded by the
/// mailbox's
/// lock.
///
/// A change of our own moves those times too, and would hide another program's in the same tick of the clock: after
/// our own changes the files are looked at once more, a while later, and seldom enough that it costs little.
final class FolderLook {
    private static final long AFTER_OWN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long COST_FACTOR = 100;
    // Where we change the folder all the time, each look is at a moment that leaves doubt.
    private static final long RACY_COST_FACTOR = 20;

    private DirectoryStamp known = DirectoryStamp.NEVER;
    private boolean racy;
    private boolean ownSince;
    private long lookedAt;
    private long cost;

    /// @param now [System#nanoTime()]
    boolean isDue(DirectoryStamp present, long now) {
        if (!present.equals(known)) {
            return true;
        }
        long since = now - lookedAt;
        return (racy && since > Math.max(known.tickNanos(), ownSince ? RACY_COST_FACTOR * cost : 0))
                || (ownSince && since > Math.max(AFTER_OWN_NANOS, COST_FACTOR * cost));
    }

    /// @param before the stamp before the files were looked at
    /// @param wallNanos the computer's clock then, since 1970: the one by which directories get their times
    /// @param after and behind it
    void looked(DirectoryStamp before, long wallNanos, DirectoryStamp after, long beganAt, long now) {
        known = after;
        racy = !before.equals(after) || before.isRacy(wallNanos);
        ownSince = false;
        lookedAt = now;
        cost = now - beganAt;
    }

    /// The files need not be looked at: the folder is as it was when it was closed.
    void unchanged(DirectoryStamp stamp, long now) {
        known = stamp;
        lookedAt = now;
    }

    /// We changed something ourselves, directly after it was known that nobody else had.
    void changedByUs(DirectoryStamp after) {
        known = after;
        ownSince = true;
    }

    /// Whatever the times say: look at the files next time.
    void doubt() {
        known = DirectoryStamp.NEVER;
    }

    /// The stamp by which nothing was missed; [DirectoryStamp#NEVER] where that is not sure.
    DirectoryStamp certain() {
        return racy || ownSince ? DirectoryStamp.NEVER : known;
    }
}
