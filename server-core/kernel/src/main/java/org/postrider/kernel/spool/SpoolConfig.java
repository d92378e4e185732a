package org.postrider.kernel.spool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.kernel.ledger.RetrySchedule;

/// `<spool>` in `server.xml`.
public record SpoolConfig(
        @Option(
                doc = "The folder of journal and large contents. It must be on a disk of this machine.",
                defaultValue = "spool")
        Path folder,

        @Option(
                doc = "How many mails may wait. Beyond that, senders are asked to come again (452).",
                defaultValue = "1000000")
        int mailsMax,

        @Option(
                doc = "How much of the disk stays free. Beyond that, senders are asked to come again (452).",
                defaultValue = "256MiB")
        ByteSize diskFreeMin,

        @Option(
                doc = "A message up to this size is received in memory, a larger one in a file.",
                defaultValue = "256KiB")
        ByteSize memoryPerMessageMax,

        @Option(doc = "How large a segment of the journal grows.", defaultValue = "64MiB")
        ByteSize segmentSize,

        @Option(
                doc =
                        "How often the mailbox store is synced and the journal shortened. More often is less to repeat after a"
                                + " power failure; less often is faster.",
                defaultValue = "5s")
        Duration checkpointInterval,

        @Option(doc = "How many mails are processed at a time.", defaultValue = "16")
        int workers,

        @Option(
                doc =
                        "When a mail that cannot be processed now is tried again: after the first, second, ... time; the last"
                                + " goes on.",
                defaultValue = "30s, 2m, 5m, 15m, 30m, 1h")
        List<Duration> retryDelays,

        @Option(doc = "When it is given up and reported to its sender.", defaultValue = "5d")
        Duration giveUpAfter) {
    public SpoolConfig {
        retryDelays = List.copyOf(retryDelays);
        if (mailsMax < 1 || workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("mailsMax is at least 1, workers are 1 to 1024");
        }
        if (memoryPerMessageMax.octets() > 1024 * 1024) {
            throw new IllegalArgumentException("memoryPerMessageMax is at most 1MiB");
        }
        if (checkpointInterval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("checkpointInterval is at least 100ms");
        }
        var _ = new RetrySchedule(retryDelays, giveUpAfter);
    }

    /// When to try again.
    public RetrySchedule retrySchedule() {
        return new RetrySchedule(retryDelays, giveUpAfter);
    }
}
