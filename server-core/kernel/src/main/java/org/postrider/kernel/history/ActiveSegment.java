package org.postrider.kernel.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/// The segment to which lines are appended. Confined to one thread at a time.
final class ActiveSegment implements AutoCloseable {
    private static final long NONE = Long.MAX_VALUE;

    private final long number;
    private final FileChannel channel;
    private long octets;
    private long firstMillis;
    private boolean dirty;

    private ActiveSegment(long number, FileChannel channel, long octets, long firstMillis) {
        this.number = number;
        this.channel = channel;
        this.octets = octets;
        this.firstMillis = firstMillis;
    }

    /// @param tail the last whole line that was there; none in a new one
    record Opened(ActiveSegment segment, Map<String, Object> tail) {}

    /// Opens it, or makes it. A line that was not finished is cut off.
    static Opened open(HistoryFolder folder, long number) throws IOException {
        byte[] text = Files.exists(folder.text(number)) ? Files.readAllBytes(folder.text(number)) : new byte[0];
        int end = wholeLines(text);
        FileChannel channel = FileChannel.open(
                folder.text(number),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                SegmentSealer.PRIVATE);
        try {
            if (end < text.length) {
                channel.truncate(end);
            }
            channel.position(end);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        long first = end == 0 ? NONE : SegmentSealer.millis(line(text, 0));
        ActiveSegment segment = new ActiveSegment(number, channel, end, first);
        return new Opened(segment, end == 0 ? Map.of() : line(text, lastLine(text, end)));
    }

    // After a power failure there may be zeros where lines were.
    private static int wholeLines(byte[] text) {
        int end = 0;
        for (int i = 0; i < text.length && text[i] != 0; i++) {
            if (text[i] == '\n') {
                end = i + 1;
            }
        }
        return end;
    }

    private static int lastLine(byte[] text, int end) {
        int begin = end - 1;
        while (begin > 0 && text[begin - 1] != '\n') {
            begin--;
        }
        return begin;
    }

    private static Map<String, Object> line(byte[] text, int begin) {
        int end = begin;
        while (text[end] != '\n') {
            end++;
        }
        return SegmentSealer.parse(new String(text, begin, end - begin, StandardCharsets.UTF_8));
    }

    long number() {
        return number;
    }

    /// Whether it is to be sealed: it is large, or its first line is old.
    boolean isFull(long now, long ageMax) {
        return octets >= HistoryFolder.SEGMENT_OCTETS || (octets > 0 && now - firstMillis > ageMax);
    }

    /// @param lines whole ones
    /// @throws IOException where they are not, or only in part, on the disk; then it ends where it ended before
    void append(byte[] lines, long now) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(lines);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            channel.truncate(octets);
            channel.position(octets);
            throw e;
        }
        octets += lines.length;
        firstMillis = Math.min(firstMillis, now);
        dirty = true;
    }

    /// What was appended is on the disk afterwards.
    void force() throws IOException {
        if (dirty) {
            channel.force(false);
            dirty = false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
