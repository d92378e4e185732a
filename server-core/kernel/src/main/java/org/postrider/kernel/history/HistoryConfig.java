package org.postrider.kernel.history;

import java.time.Duration;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;

/// `<history>` in `server.xml`.
public record HistoryConfig(
        @Option(
                doc =
                        "How long what happened to a mail can be asked for (postrider message trace). 0s keeps nothing, and the"
                                + " start deletes what was.",
                defaultValue = "30d")
        Duration keep,

        @Option(
                doc =
                        "How much of the disk it may take in HOME/log/history; beyond that the oldest goes earlier. A mail"
                                + " takes 100 to 200 octets.",
                defaultValue = "1GiB")
        ByteSize size,

        @Option(doc = "Whether the steps of the pipeline that each mail took are kept too.", defaultValue = "true")
        boolean steps) {
    /// The least that `size` may be: two segments.
    private static final long OCTETS_MIN = 2 * HistoryFolder.SEGMENT_OCTETS;

    private static final int SEGMENTS_OF_KEEP = 8;
    private static final Duration SEGMENT_AGE_MIN = Duration.ofMinutes(1);
    private static final Duration SEGMENT_AGE_MAX = Duration.ofDays(1);

    public HistoryConfig {
        if (keep.isNegative()) {
            throw new IllegalArgumentException("keep is a time such as 30d, or 0s to keep nothing");
        }
        if (size.octets() < OCTETS_MIN) {
            throw new IllegalArgumentException("size is at least " + OCTETS_MIN / (1024 * 1024) + "MiB");
        }
    }

    boolean isOn() {
        return keep.isPositive();
    }

    /// From its first line on, after which a segment is sealed: so much longer than `keep` its lines may be there.
    Duration segmentAge() {
        Duration age = keep.dividedBy(SEGMENTS_OF_KEEP);
        return age.compareTo(SEGMENT_AGE_MIN) < 0
                ? SEGMENT_AGE_MIN
                : age.compareTo(SEGMENT_AGE_MAX) > 0 ? SEGMENT_AGE_MAX : age;
    }
}
