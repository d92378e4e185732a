package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A configuration file that is read again when it has changed on the disk. Thread-safe.
///
/// A file that cannot be read leaves what was read before in force, with an error in the log.
final class ReloadingFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingFile.class);

    /// No more often than this: shorter than anybody notices, long enough to cost nothing at thousands of mails a
    /// second.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path file;
    private final Function<Problems, Optional<T>> reader;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Loaded<T> loaded;
    private volatile long lookedAt;

    <C extends Record> ReloadingFile(Path file, Class<C> type, Function<C, T> conversion) {
        this(file, type, (config, _) -> conversion.apply(config));
    }

    /// @param conversion is given what was read, and the elements it was read from
    <C extends Record> ReloadingFile(Path file, Class<C> type, BiFunction<C, ConfigElement, T> conversion) {
        this(
                file,
                problems -> new ConfigReader()
                        .read(file, problems)
                        .flatMap(root -> new RecordBinder(file.resolveSibling(".."))
                                .bind(root, type, problems)
                                .map(config -> conversion.apply(config, root))));
    }

    /// @param reader adds a problem where it cannot
    ReloadingFile(Path file, Function<Problems, Optional<T>> reader) {
        this.file = file;
        this.reader = reader;
    }

    /// @throws IllegalStateException where the file could not be read even once
    T value() {
        Loaded<T> current = loaded;
        long time = System.nanoTime();
        if (current != null && time - lookedAt < LOOK_NANOS) {
            return current.value();
        }
        lookedAt = time;
        Stamp now = stamp();
        if (current != null && current.stamp().equals(now)) {
            return current.value();
        }
        reading.lock();
        try {
            current = loaded;
            if (current == null || !current.stamp().equals(now)) {
                current = read(current, now);
                loaded = current;
            }
            return current.value();
        } finally {
            reading.unlock();
        }
    }

    /// The file was just changed: from the return on [#value] is what stands in it.
    void forget() {
        reading.lock();
        try {
            Loaded<T> before = loaded;
            if (before != null) {
                // Not left to the next look: that of another thread may be under way, and have begun before the change.
                loaded = read(before, stamp());
            }
        } finally {
            reading.unlock();
        }
    }

    private Loaded<T> read(@Nullable Loaded<T> before, Stamp now) {
        Problems problems = new Problems();
        Optional<T> value = reader.apply(problems);
        if (value.isPresent() && problems.isEmpty()) {
            return new Loaded<>(now, value.get());
        }
        String causes = String.join(
                "; ", problems.list().stream().map(Problems.Problem::toString).toList());
        if (before == null) {
            throw new IllegalStateException(causes);
        }
        LOG.error("{} is not used, what was read before stays in force: {}", file, causes);
        return new Loaded<>(now, before.value());
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return Stamp.ABSENT;
        }
    }

    private record Loaded<T>(Stamp stamp, T value) {}

    private record Stamp(FileTime modified, long size, String fileKey) {
        static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1, "");
    }
}
