package org.postrider.kernel.history;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of the segments, by number: `N.jsonl`, or sealed `N.jsonl.gz` and `N.index`.
record HistoryFolder(Path folder) {
    /// A segment is sealed when it has grown so large.
    static final long SEGMENT_OCTETS = 8 * 1024 * 1024;
    /// The number of none.
    static final long NO_SEGMENT = -1;

    private static final Pattern NAME = Pattern.compile("(\\d{12})\\.(jsonl|jsonl\\.gz|index)");
    private static final Pattern UNFINISHED = Pattern.compile("\\d{12}\\.(jsonl\\.gz|index)\\.new");

    Path text(long number) {
        return file(number, "jsonl");
    }

    Path sealed(long number) {
        return file(number, "jsonl.gz");
    }

    Path index(long number) {
        return file(number, "index");
    }

    private Path file(long number, String ending) {
        return folder.resolve(String.format("%012d.%s", number, ending));
    }

    /// Only its owner may read who writes to whom.
    void make() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /// The numbers of all segments; none where there is no folder.
    SortedSet<Long> numbers() throws IOException {
        SortedSet<Long> numbers = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return numbers;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && !name.group(2).equals("index")) {
                    numbers.add(Long.parseLong(name.group(1)));
                }
            }
        }
        return numbers;
    }

    void removeUnfinished() throws IOException {
        deleteEach(UNFINISHED);
    }

    /// All that belongs to segments; nothing else that may be there.
    void deleteAll() throws IOException {
        if (Files.isDirectory(folder)) {
            deleteEach(UNFINISHED);
            deleteEach(NAME);
        }
    }

    private void deleteEach(Pattern name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> name.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// Removes segments, the oldest first, that ended before or are too much.
    ///
    /// @param active to which lines are appended: it stays
    void removeOld(long oldestMillis, long octetsMax, long active) throws IOException {
        List<Long> old = new ArrayList<>();
        long octets = 0;
        for (long number : numbers()) {
            octets += octets(number);
            if (number != active) {
                old.add(number);
            }
        }
        for (long number : old) {
            if (octets <= octetsMax && lastMillis(number) >= oldestMillis) {
                return;
            }
            octets -= octets(number);
            delete(number);
        }
    }

    /// When the last of a segment happened that is sealed, or could not be, in milliseconds.
    long lastMillis(long number) throws IOException {
        Path sealed = sealed(number);
        return Files.getLastModifiedTime(Files.exists(sealed) ? sealed : text(number))
                .toMillis();
    }

    /// Of all the segment's files.
    long octets(long number) throws IOException {
        return size(text(number)) + size(sealed(number)) + size(index(number));
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    void delete(long number) throws IOException {
        Files.deleteIfExists(text(number));
        Files.deleteIfExists(sealed(number));
        Files.deleteIfExists(index(number));
    }

    /// The index of a sealed segment; empty where it is lost, and the segment must be read through.
    Optional<SegmentIndex> readIndex(long number) {
        try {
            return Optional.of(SegmentIndex.read(index(number)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
