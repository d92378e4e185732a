package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The times at which `new/` and `cur/` of a mailbox last changed.
record DirectoryStamp(long newNanos, long curNanos) {
    static final DirectoryStamp NEVER = new DirectoryStamp(-1, -1);

    static DirectoryStamp of(Path folder) throws IOException {
        return new DirectoryStamp(nanos(folder.resolve("new")), nanos(folder.resolve("cur")));
    }

    /// True where a change at `now` could not be told from an earlier one, because the clock of the file
    /// system is coarse.
    boolean racy(long nowMillis) {
        long latest = Math.max(newNanos, curNanos) / 1_000_000;
        return nowMillis - latest < 20;
    }

    private static long nanos(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder).to(java.util.concurrent.TimeUnit.NANOSECONDS);
    }
}
