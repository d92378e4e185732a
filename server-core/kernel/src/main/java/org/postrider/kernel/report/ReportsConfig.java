package org.postrider.kernel.report;

import java.time.Duration;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;

/// `<reports>` in `server.xml`.
public record ReportsConfig(
        @Option(
                doc = "A sender is told once of a mail that still waits after this time, unless he wants no such report"
                        + " (NOTIFY, RFC 3461).",
                defaultValue = "4h")
        Duration delayAfter,

        @Option(
                doc =
                        "A report of a failure returns the whole message up to this size, above it the header alone, where"
                                + " the sender did not say what he wants.",
                defaultValue = "64KiB")
        ByteSize returnMax,

        @Option(
                doc = "The largest message that is returned whole to a sender who asks for it (RET=FULL, RFC 3461).",
                defaultValue = "10MiB")
        ByteSize returnAskedMax,

        @Option(
                doc = "Whether the postmaster is told of reports, and other mail without a sender, that cannot be"
                        + " delivered.",
                defaultValue = "false")
        boolean doubleBounces) {
    /// The defaults.
    public static final ReportsConfig STANDARD =
            new ReportsConfig(Duration.ofHours(4), new ByteSize(64 << 10), new ByteSize(10 << 20), false);
}
