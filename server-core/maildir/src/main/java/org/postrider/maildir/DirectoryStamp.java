package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The times at which `new/` and `cur/` of a mailbox last changed.
record DirectoryStamp(long newNanos, long curNanos) {
    static final DirectoryStamp NEVER = new DirectoryStamp(-1, -1);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    static DirectoryStamp of(Path folder) throws IOException {
        return new DirectoryStamp(nanos(folder.resolve("new")), nanos(folder.resolve("cur")));
    }

    /// True where a change at the time `nowNanos` of the computer's clock could leave the same stamp, because the clock
    /// of the file system is coarse: it ticks every 1 to 10 ms on Linux, every second or two on old file systems.
    boolean isRacy(long nowNanos) {
        return nowNanos - Math.max(newNanos, curNanos) < tickNanos();
    }

    long tickNanos() {
        boolean wholeSeconds = newNanos % SECOND == 0 && curNanos % SECOND == 0;
        return wholeSeconds ? TimeUnit.MILLISECONDS.toNanos(2100) : TimeUnit.MILLISECONDS.toNanos(20);
    }

    private static long nanos(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder).to(TimeUnit.NANOSECONDS);
    }
}
