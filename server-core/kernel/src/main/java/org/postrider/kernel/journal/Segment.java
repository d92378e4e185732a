package org.postrider.kernel.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// One file of the journal. Appending is guarded by the journal's lock; reading is thread-safe.
final class Segment {
    static final String SUFFIX = ".jnl";

    private final Path file;
    private final long number;
    private final FileChannel channel;
    private final boolean sameBoot;
    private long size;

    private Segment(Path file, long number, FileChannel channel, boolean sameBoot, long size) {
        this.file = file;
        this.number = number;
        this.channel = channel;
        this.sameBoot = sameBoot;
        this.size = size;
    }

    static Segment create(Path folder, long number, BootId boot) throws IOException {
        Path file = folder.resolve("%016x%s".formatted(number, SUFFIX));
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Segment segment = new Segment(file, number, channel, true, 0);
        try {
            segment.write(new ByteBuffer[] {RecordFormat.segmentHeader(number, boot)});
            channel.force(true);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
        return segment;
    }

    /// Opens a segment of an earlier process, for reading alone.
    ///
    /// @throws DamagedSegmentException where its header is not one; nothing in it can be trusted
    static Segment open(Path file, BootId boot) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ByteBuffer header = ByteBuffer.allocate(RecordFormat.SEGMENT_HEADER_OCTETS);
            readFully(channel, header, 0);
            header.flip();
            long number = header.getLong(8);
            BootId writer = new BootId(header.getLong(16), header.getLong(24));
            if (!Arrays.equals(
                    header.array(), RecordFormat.segmentHeader(number, writer).array())) {
                throw new DamagedSegmentException(
                        file + " does not begin like a segment of version " + RecordFormat.VERSION + " of the journal");
            }
            return new Segment(file, number, channel, writer.equals(boot), channel.size());
        } catch (EOFException e) {
            channel.close();
            throw new DamagedSegmentException(file + " is shorter than a segment's header");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long number() {
        return number;
    }

    Path file() {
        return file;
    }

    /// True where it was written in the operating system's present run.
    boolean sameBoot() {
        return sameBoot;
    }

    long size() {
        return size;
    }

    /// Appends; where that fails, nothing of it stays.
    ///
    /// @return where the record's payload begins
    long append(ByteBuffer header, ByteBuffer[] payload) throws IOException {
        ByteBuffer[] all = new ByteBuffer[payload.length + 1];
        all[0] = header;
        System.arraycopy(payload, 0, all, 1, payload.length);
        long start = size;
        write(all);
        return start + RecordFormat.RECORD_HEADER_OCTETS;
    }

    void force() throws IOException {
        channel.force(false);
    }

    void read(ByteBuffer target, long offset) throws IOException {
        readFully(channel, target, offset);
    }

    void close() throws IOException {
        channel.close();
    }

    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    private void write(ByteBuffer[] buffers) throws IOException {
        long start = size;
        long length = 0;
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        try {
            channel.position(start);
            long written = 0;
            while (written < length) {
                written += channel.write(buffers);
            }
            size = start + length;
        } catch (IOException e) {
            channel.truncate(start);
            throw e;
        }
    }

    private static void readFully(FileChannel channel, ByteBuffer target, long offset) throws IOException {
        long from = offset;
        while (target.hasRemaining()) {
            int count = channel.read(target, from);
            if (count < 0) {
                throw new EOFException("the journal ends before octet " + (from + target.remaining()));
            }
            from += count;
        }
    }
}
