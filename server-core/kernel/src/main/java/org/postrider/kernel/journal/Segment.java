package org.postrider.kernel.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;

/// One file of the journal. Appending is guarded by the journal's lock; reading is thread-safe.
final class Segment {
    static final String SUFFIX = ".jnl";

    private static final SecureRandom SALTS = new SecureRandom();

    private final Path file;
    private final long number;
    private final FileChannel channel;
    private final boolean sameBoot;
    private final long salt;
    private long size;

    private Segment(Path file, long number, FileChannel channel, boolean sameBoot, long salt, long size) {
        this.file = file;
        this.number = number;
        this.channel = channel;
        this.sameBoot = sameBoot;
        this.salt = salt;
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
        Segment segment = new Segment(file, number, channel, true, SALTS.nextLong(), 0);
        try {
            segment.write(new ByteBuffer[] {RecordFormat.segmentHeader(number, boot, segment.salt)});
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
    /// @throws IOException where it cannot be read, or another version of the server wrote it
    static Segment open(Path file, BootId boot) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ByteBuffer header = ByteBuffer.allocate(RecordFormat.SEGMENT_HEADER_OCTETS);
            readFully(channel, header, 0);
            header.flip();
            refuseOtherVersion(file, header);
            long number = header.getLong(8);
            BootId writer = new BootId(header.getLong(16), header.getLong(24));
            long salt = header.getLong(32);
            if (!Arrays.equals(
                    header.array(),
                    RecordFormat.segmentHeader(number, writer, salt).array())) {
                throw new DamagedSegmentException(file + " does not begin like a segment of the journal");
            }
            return new Segment(file, number, channel, writer.equals(boot), salt, channel.size());
        } catch (EOFException e) {
            channel.close();
            throw new DamagedSegmentException(file + " is shorter than a segment's header");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void refuseOtherVersion(Path file, ByteBuffer header) throws IOException {
        int version = header.getInt(4);
        if (header.getInt(0) == RecordFormat.SEGMENT_MAGIC && version > 0 && version != RecordFormat.VERSION) {
            throw new IOException(file + " is of version " + version + " of the journal, this server has version "
                    + RecordFormat.VERSION + "; start the server that wrote it once more, and let its queue run empty");
        }
    }

    long number() {
        return number;
    }

    /// Part of each record's checksum.
    long salt() {
        return salt;
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
