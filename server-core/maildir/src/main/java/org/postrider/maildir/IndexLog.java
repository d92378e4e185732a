package org.postrider.maildir;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of a mailbox on the disk: a log of changes, written anew as a whole when it has grown long. A cache: where
/// it
/// cannot be read it is thrown away. Guarded by the mailbox's lock.
///
/// A file is `PRX1`, then records: length (int), CRC32C (int), and as many octets: a kind and its values. What follows
/// the first
/// record that is not whole is cut off.
final class IndexLog implements AutoCloseable {
    static final byte BEGIN = 1;
    static final byte ADD = 2;
    static final byte FLAGS = 3;
    static final byte FILE = 4;
    static final byte EXPUNGE = 5;

    private static final Logger LOG = LoggerFactory.getLogger(IndexLog.class);
    private static final int MAGIC = 0x50525831;
    private static final int RECORD_OCTETS_MAX = 64 * 1024;

    private final Path file;
    private FileChannel channel;
    private int records;

    private IndexLog(Path file, FileChannel channel, int records) {
        this.file = file;
        this.channel = channel;
        this.records = records;
    }

    /// Opens the log and shows what it holds, cutting off a torn end; begins a new one where there is none.
    static IndexLog open(Path file, Reader reader) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        int records = 0;
        long good = Integer.BYTES;
        if (Files.exists(file)) {
            byte[] octets = Files.readAllBytes(file);
            ByteBuffer in = ByteBuffer.wrap(octets);
            if (octets.length >= Integer.BYTES && in.getInt() == MAGIC) {
                while (readRecord(in, reader)) {
                    records++;
                    good = in.position();
                }
                if (good < octets.length) {
                    LOG.info("{} had an unfinished end, which was cut off", file);
                }
            }
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (records == 0) {
            channel.truncate(0);
            channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(MAGIC).flip());
        } else {
            channel.truncate(good);
        }
        channel.position(channel.size());
        return new IndexLog(file, channel, records);
    }

    /// How many records it has.
    int records() {
        return records;
    }

    /// Appends records; with one write.
    void append(List<byte[]> bodies) throws IOException {
        if (bodies.isEmpty()) {
            return;
        }
        ByteBuffer out = framed(bodies);
        while (out.hasRemaining()) {
            channel.write(out);
        }
        records += bodies.size();
    }

    /// Puts these records in the place of all.
    void rewrite(List<byte[]> bodies) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel replacement = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        replacement.write(ByteBuffer.allocate(Integer.BYTES).putInt(MAGIC).flip());
        ByteBuffer out = framed(bodies);
        while (out.hasRemaining()) {
            replacement.write(out);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel.close();
        channel = replacement;
        records = bodies.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    static byte[] record(byte kind, Body body) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(96);
        DataOutputStream out = new DataOutputStream(octets);
        try {
            out.writeByte(kind);
            body.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes everything", e);
        }
        return octets.toByteArray();
    }

    private static ByteBuffer framed(List<byte[]> bodies) {
        int length = bodies.stream()
                .mapToInt(body -> body.length + 2 * Integer.BYTES)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        for (byte[] body : bodies) {
            out.putInt(body.length).putInt(checksum(body)).put(body);
        }
        return out.flip();
    }

    private static boolean readRecord(ByteBuffer in, Reader reader) throws IOException {
        if (in.remaining() < 2 * Integer.BYTES) {
            return false;
        }
        int length = in.getInt();
        int checksum = in.getInt();
        if (length < 1 || length > RECORD_OCTETS_MAX || length > in.remaining()) {
            return false;
        }
        byte[] body = new byte[length];
        in.get(body);
        if (checksum(body) != checksum) {
            return false;
        }
        try (DataInputStream values = new DataInputStream(new java.io.ByteArrayInputStream(body))) {
            reader.record(values.readByte(), values);
        }
        return true;
    }

    private static int checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }

    @FunctionalInterface
    interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    interface Reader {
        void record(byte kind, DataInputStream in) throws IOException;
    }
}
