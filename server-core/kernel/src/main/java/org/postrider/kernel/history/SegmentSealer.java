package org.postrider.kernel.history;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// Makes of a segment's text its packed form and index. Killed in between, it is done again: the text goes last.
final class SegmentSealer {
    static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    // What is unpacked to find one line in it.
    private static final int BLOCK_OCTETS = 64 * 1024;

    private final HistoryFolder folder;

    SegmentSealer(HistoryFolder folder) {
        this.folder = folder;
    }

    /// One that cannot be sealed does not keep others from it.
    ///
    /// @param active to which lines are appended
    /// @throws IOException where some could not be sealed: they stay as they are
    void sealAllBut(long active) throws IOException {
        IOException failure = null;
        for (long number : folder.numbers()) {
            if (number != active && Files.exists(folder.text(number))) {
                try {
                    seal(number);
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void seal(long number) throws IOException {
        byte[] text = Files.readAllBytes(folder.text(number));
        ByteArrayOutputStream packed = new ByteArrayOutputStream(text.length / 6 + 1024);
        List<SegmentIndex.Block> blocks = new ArrayList<>();
        long last = 0;
        for (int begin = 0; begin < text.length; ) {
            int end = endOfLine(text, Math.min(text.length, begin + BLOCK_OCTETS) - 1);
            blocks.add(block(text, begin, end, packed));
            last = Math.max(last, blocks.getLast().last());
            begin = end;
        }
        Path sealed = folder.sealed(number);
        write(folder.index(number), new SegmentIndex(blocks).octets());
        write(sealed, packed.toByteArray());
        Files.setLastModifiedTime(sealed, FileTime.fromMillis(last));
        Files.deleteIfExists(folder.text(number));
    }

    // Behind the end of the line that `at` is in.
    private static int endOfLine(byte[] text, int at) {
        int end = at;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return Math.min(text.length, end + 1);
    }

    private static SegmentIndex.Block block(byte[] text, int begin, int end, ByteArrayOutputStream packed)
            throws IOException {
        Set<String> keys = new HashSet<>();
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (String line : new String(text, begin, end - begin, StandardCharsets.UTF_8).split("\n")) {
            Map<String, Object> members = parse(line);
            keys.addAll(HistoryKeys.of(members));
            long at = millis(members);
            first = Math.min(first, at);
            last = Math.max(last, at);
        }
        int offset = packed.size();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text, begin, end - begin);
        }
        return new SegmentIndex.Block(offset, packed.size() - offset, first, last, KeyFilter.of(keys));
    }

    /// The members of a line; none where it is damaged.
    static Map<String, Object> parse(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            return Map.of();
        }
    }

    /// When it happened; 0 where it does not say.
    static long millis(Map<String, Object> line) {
        try {
            return Instant.parse(String.valueOf(line.get("time"))).toEpochMilli();
        } catch (java.time.DateTimeException e) {
            return 0;
        }
    }

    private static void write(Path file, byte[] octets) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (FileChannel channel =
                    FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE)) {
                ByteBuffer buffer = ByteBuffer.wrap(octets);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // A full disk needs the room.
            Files.deleteIfExists(fresh);
        }
    }
}
