package org.postrider.lucene;

import java.nio.file.Path;
import java.time.Duration;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;

/// The options of `<search type="lucene">`.
///
/// @param root below it, the index of bob@example.org is in `example.org/bob`
/// @param openMax how many are open at a time
/// @param threads that index in the background
/// @param commitInterval how often what is new goes to the disk; after a crash, later messages are indexed again
/// @param memory for what is not on the disk yet, for each index that is being written
/// @param textMax characters of one message
public record LuceneConfig(
        @Option(
                doc =
                        "The folder of the indexes, one for each account that is read by IMAP. It may be deleted while the"
                                + " server is stopped: what is needed of it is made anew.",
                defaultValue = "search")
        Path root,

        @Option(doc = "How many indexes are open at a time.", defaultValue = "32")
        int openMax,

        @Option(doc = "How many accounts are indexed at the same time, in the background.", defaultValue = "1")
        int threads,

        @Option(doc = "How often what is new in an index goes to the disk.", defaultValue = "10s")
        Duration commitInterval,

        @Option(doc = "Memory for what is new in an index.", defaultValue = "16MiB")
        ByteSize memory,

        @Option(
                doc = "How many characters of one message are indexed. Longer messages are found all the same, but are"
                        + " read at each search.",
                defaultValue = "2000000")
        int textMax) {
    public LuceneConfig {
        if (openMax < 1 || threads < 1) {
            throw new IllegalArgumentException("openMax and threads are at least 1");
        }
        if (commitInterval.toMillis() < 100) {
            throw new IllegalArgumentException("commitInterval is at least 100ms");
        }
        if (memory.octets() < 1024 * 1024 || memory.octets() > 1024L * 1024 * 1024) {
            throw new IllegalArgumentException("memory is 1MiB to 1GiB");
        }
        if (textMax < 0) {
            throw new IllegalArgumentException("textMax is not negative");
        }
    }
}
