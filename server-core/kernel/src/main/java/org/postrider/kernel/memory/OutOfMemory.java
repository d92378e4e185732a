package org.postrider.kernel.memory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says whether the server can go on after an [OutOfMemoryError].
///
/// In a plugin's call it mostly can: that asked for more than there is, a huge array, and with the call all that it
/// held is gone. So the call has failed, and nothing else. But where memory is full for good, because something keeps
/// what it should let go of, each further call would fail too; and where it ran out in the server's own work, nobody
/// knows what was half done. Then the process ends at once, for its service manager to start it again. What was
/// accepted is in the journal.
public final class OutOfMemory {
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);
    private static final int EXIT_CODE = 3;
    // Of the heap, after a collection.
    private static final int FULL_PERCENT = 95;

    private OutOfMemory() {}

    /// To be called with what a plugin's call threw, after it has let go of what it held.
    public static synchronized void checkPlugin(Throwable caught) {
        if (isOutOfMemory(caught)
                && isFull(usedAfterCollection(), Runtime.getRuntime().maxMemory())) {
            halt("Memory is full, and a collection does not change it; the server ends. Give it more with"
                    + " POSTRIDER_HEAP, and see in postrider metrics which plugin has grown");
        }
    }

    /// To be called with what ended a piece of the server's own work.
    ///
    /// @param caught anything; what a plugin's call threw is wrapped
    public static void check(Throwable caught) {
        if (caught instanceof OutOfMemoryError) {
            end(caught);
        } else {
            checkPlugin(caught);
        }
    }

    /// Ends the process at once, because memory and disk may not agree any more.
    ///
    /// @return never; to be thrown where the compiler wants it
    public static Error end(Throwable cause) {
        halt("The server ends at once, because what it was at may be half done: " + cause);
        return new AssertionError(cause);
    }

    // Logging may need the memory that there is not.
    private static void halt(String why) {
        try {
            LOG.error(why);
        } finally {
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
