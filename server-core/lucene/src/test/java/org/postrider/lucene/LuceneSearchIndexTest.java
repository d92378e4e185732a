package org.postrider.lucene;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.testkit.search.SearchIndexContract;

class LuceneSearchIndexTest extends SearchIndexContract {
    @TempDir
    Path folder;

    private @Nullable LuceneSearchIndex index;

    static LuceneConfig config(Path root) {
        return new LuceneConfig(root, 2, 1, Duration.ofSeconds(1), ByteSize.parse("1MiB"), 2_000_000);
    }

    @Override
    protected LuceneSearchIndex index() throws Exception {
        if (index == null) {
            index = new LuceneSearchIndex(config(folder), store, Duration.ofMillis(5));
            index.start();
        }
        return index;
    }

    @Override
    protected void catchUp() throws Exception {
        while (!index().isUpToDate()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void stop() {
        if (index != null) {
            index.stop();
        }
    }
}
