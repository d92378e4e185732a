package org.postrider.kernel.memory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says whether the server can go on after an [OutOfMemoryError].
///
/// Mostly it can: one call asked for more than there is, a plugin's for a huge array, and with the call all that it
/// held
/// is gone. So the call has failed, and nothing else. But where memory is full for good, because something keeps what
/// it
/// should let go of, each further call would fail too: then the process ends at once, for its service manager to start
/// it
/// again. What was accepted is in the journal.
public final class OutOfMemory {
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);
    private static final int EXIT_CODE = 3;
    // Of the heap, after a collection.
    private static final int FULL_PERCENT = 95;

    private OutOfMemory() {}

    /// To be called with what was caught, after the failed call has let go of what it held.
    ///
    /// @param caught anything
    public static synchronized void check(Throwable caught) {
        if (isOutOfMemory(caught)
                && isFull(usedAfterCollection(), Runtime.getRuntime().maxMemory())) {
            LOG.error("Memory is full, and a collection does not change it; the server ends. Give it more with"
                    + " POSTRIDER_HEAP, and see in postrider metrics which plugin has grown");
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    static boolean isOutOfMemory(Throwable caught) {
        return caught instanceof OutOfMemoryError || (caught.getCause() != null && isOutOfMemory(caught.getCause()));
    }

    static boolean isFull(long used, long max) {
        return used > max / 100 * FULL_PERCENT;
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
