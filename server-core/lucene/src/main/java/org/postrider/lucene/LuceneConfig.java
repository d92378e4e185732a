package org.postrider.lucene;

import java.nio.file.Path;
import java.time.Duration;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;

/// The options of `<search type="lucene">`.
///
/// @param root below it, an index for each account
/// @param openMax how many are open at a time
/// @param commitInterval how often what is new goes to the disk
/// @param memory for what is not on the disk yet, for each open index
public record LuceneConfig(
        @Option(doc = "The folder of the indexes, one for each account that has searched.", defaultValue = "search")
        Path root,

        @Option(doc = "How many indexes are open at a time.", defaultValue = "32")
        int openMax,

        @Option(doc = "How often what is new in an index goes to the disk.", defaultValue = "10s")
        Duration commitInterval,

        @Option(doc = "Memory for what is new in an index.", defaultValue = "16MiB")
        ByteSize memory) {
    public LuceneConfig {
        if (openMax < 1) {
            throw new IllegalArgumentException("openMax is at least 1");
        }
        if (commitInterval.toMillis() < 100) {
            throw new IllegalArgumentException("commitInterval is at least 100ms");
        }
        if (memory.octets() < 1024 * 1024) {
            throw new IllegalArgumentException("memory is at least 1MiB");
        }
    }
}
