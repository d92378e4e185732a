package org.postrider.kernel.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.api.state.ExpiringState;
import org.postrider.api.state.ExpiringTable;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tables in memory, written to files every few seconds where they have changed, and at the end. Thread-safe.
public final class ExpiringFiles implements ExpiringState, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiringFiles.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final long WRITE_SECONDS = 5;

    private final Path folder;
    private final InstantSource clock;

    /// Guarded by itself.
    private final Map<String, ExpiringFile> tables = new LinkedHashMap<>();

    private volatile @Nullable ScheduledExecutorService writer;

    /// @param folder is made where it is needed
    public ExpiringFiles(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public ExpiringTable table(String name, int entriesMax) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for a table: it has lower case letters, digits and -");
        }
        if (entriesMax < 1) {
            throw new IllegalArgumentException("a table has room for at least one entry");
        }
        synchronized (tables) {
            return tables.computeIfAbsent(
                    name, _ -> ExpiringFile.open(folder.resolve(name + ".state"), entriesMax, clock));
        }
    }

    /// Begins to write what changes.
    public void start() {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("state").factory());
        var _ = made.scheduleWithFixedDelay(this::write, WRITE_SECONDS, WRITE_SECONDS, TimeUnit.SECONDS);
        writer = made;
    }

    /// Writes what has changed now.
    public void write() {
        List<ExpiringFile> all;
        synchronized (tables) {
            all = new ArrayList<>(tables.values());
        }
        for (ExpiringFile table : all) {
            try {
                table.write();
            } catch (IOException | RuntimeException | Error e) {
                // The timer would never call again.
                LOG.error(
                        "{} cannot be written; what it holds would be forgotten at a restart: {}", table, e.toString());
                OutOfMemory.check(e);
            }
        }
    }

    @Override
    public void close() {
        ScheduledExecutorService running = writer;
        if (running != null) {
            running.shutdown();
        }
        write();
    }
}
