package org.postrider.kernel.history;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// Reads the segments, newest lines first, also while they are written. Thread-safe.
final class HistoryReader {
    // A segment's text is sealed when it exceeds its size by one batch.
    private static final int TEXT_MAX = 256 * 1024 * 1024;

    private final HistoryFolder folder;

    HistoryReader(HistoryFolder folder) {
        this.folder = folder;
    }

    /// What to read.
    ///
    /// @param hashes of keys, one of which a line must have
    /// @param needles in lower case, one of which stands in each line that is meant
    /// @param since in milliseconds
    /// @param until in milliseconds
    record Scope(List<Long> hashes, List<String> needles, long since, long until) {
        static Scope of(List<String> keys, List<String> needles, long since, long until) {
            return new Scope(
                    keys.stream().map(KeyFilter::hash).toList(),
                    needles.stream()
                            .map(needle -> needle.toLowerCase(Locale.ROOT))
                            .toList(),
                    since,
                    until);
        }

        boolean mayHave(SegmentIndex.Block block) {
            return block.last() >= since
                    && block.first() <= until
                    && hashes.stream().anyMatch(block.filter()::mayHave);
        }

        // Most lines of a block are others', and reading JSON is what costs.
        boolean mayHave(String line) {
            String lower = line.toLowerCase(Locale.ROOT);
            return needles.stream().anyMatch(lower::contains);
        }
    }

    /// Takes lines.
    interface Visitor {
        /// Others than those that are meant come too.
        ///
        /// @return whether there shall be more
        boolean visit(Map<String, Object> line);
    }

    /// Returns when all was read, or the visitor has enough.
    void read(Scope scope, Visitor visitor) throws IOException {
        List<Long> numbers = new ArrayList<>(folder.numbers()).reversed();
        for (long number : numbers) {
            if (!segment(number, scope, visitor)) {
                return;
            }
        }
    }

    /// When the first thing happened that is kept.
    Optional<Instant> oldest() throws IOException {
        for (long number : folder.numbers()) {
            Optional<SegmentIndex> index = folder.readIndex(number);
            if (index.isPresent() && !index.get().blocks().isEmpty()) {
                return Optional.of(
                        Instant.ofEpochMilli(index.get().blocks().getFirst().first()));
            }
            for (String line : lines(whole(number))) {
                long at = SegmentSealer.millis(SegmentSealer.parse(line));
                if (at > 0) {
                    return Optional.of(Instant.ofEpochMilli(at));
                }
            }
        }
        return Optional.empty();
    }

    private boolean segment(long number, Scope scope, Visitor visitor) throws IOException {
        if (!Files.exists(folder.sealed(number))) {
            return visit(whole(number), scope, visitor);
        }
        if (isOlder(number, scope.since())) {
            return true;
        }
        Optional<SegmentIndex> index = folder.readIndex(number);
        if (index.isEmpty()) {
            return visit(whole(number), scope, visitor);
        }
        try (FileChannel file = FileChannel.open(folder.sealed(number))) {
            for (SegmentIndex.Block block : index.get().blocks().reversed()) {
                if (scope.mayHave(block) && !visit(unpacked(file, block), scope, visitor)) {
                    return false;
                }
            }
        } catch (NoSuchFileException e) {
            // Its time is over, since a moment ago.
            return true;
        }
        return true;
    }

    private boolean isOlder(long number, long since) throws IOException {
        try {
            return folder.lastMillis(number) < since;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static byte[] unpacked(FileChannel file, SegmentIndex.Block block) throws IOException {
        ByteBuffer packed = ByteBuffer.allocate(block.length());
        while (packed.hasRemaining()) {
            if (file.read(packed, block.offset() + packed.position()) < 0) {
                break;
            }
        }
        return unpacked(new ByteArrayInputStream(packed.array(), 0, packed.position()));
    }

    // What is damaged ends what is known of it.
    private static byte[] unpacked(InputStream packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(packed, 16 * 1024)) {
            return in.readNBytes(TEXT_MAX);
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            return new byte[0];
        }
    }

    // Being sealed at this moment, it is found under its other name; being removed, under none.
    private byte[] whole(long number) throws IOException {
        try {
            return read(folder.text(number));
        } catch (NoSuchFileException e) {
            try (InputStream in = Files.newInputStream(folder.sealed(number))) {
                return unpacked(in);
            } catch (NoSuchFileException gone) {
                return new byte[0];
            }
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(TEXT_MAX);
        }
    }

    private static boolean visit(byte[] text, Scope scope, Visitor visitor) {
        for (String line : lines(text).reversed()) {
            if (!scope.mayHave(line)) {
                continue;
            }
            Map<String, Object> members = SegmentSealer.parse(line);
            long at = SegmentSealer.millis(members);
            if (at >= scope.since() && at <= scope.until() && !visitor.visit(members)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lines(byte[] text) {
        return List.of(new String(text, StandardCharsets.UTF_8).split("\n"));
    }
}
