package org.postrider.storefiles;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file of records, which only grows until it is written anew as a whole. Guarded by the mailbox's lock.
///
/// A file is `PRX2`, then records: length (int), CRC32C (int), and as many octets: a kind and its values. From the
/// first record that is not whole, or that the reader does not understand, all is cut off.
public final class IndexLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexLog.class);
    private static final int MAGIC = 0x50525832;
    private static final int RECORD_OCTETS_MAX = 64 * 1024;
    private static final int READ_OCTETS = 4 * RECORD_OCTETS_MAX;

    private final Path file;
    private FileChannel channel;
    private long length;
    private int records;
    private boolean torn;
    private boolean broken;

    private IndexLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens the log and shows what it holds; begins a new one where there is none.
    public static IndexLog open(Path file, Reader reader) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            IndexLog log = new IndexLog(file, channel);
            log.cutOff(log.read(reader));
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Shows what the log holds and leaves it as it is.
    ///
    /// @return to be closed; nothing can be written
    /// @throws java.nio.file.NoSuchFileException where there is none
    public static IndexLog look(Path file, Reader reader) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            IndexLog log = new IndexLog(file, channel);
            log.torn = log.read(reader) < channel.size();
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// How many records it has.
    public int records() {
        return records;
    }

    /// True where an end was cut off.
    public boolean torn() {
        return torn;
    }

    /// True where something could not be written: the log has to be written anew.
    public boolean broken() {
        return broken;
    }

    /// Appends what was gathered, with one write.
    ///
    /// @throws IOException where the log has none of it, and takes nothing more until it is written anew
    public void append(RecordWriter batch) throws IOException {
        int added = batch.records();
        try {
            batch.drainTo(octets -> {
                int count = octets.remaining();
                write(channel, octets, length);
                length += count;
            });
            records += added;
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /// Puts what `contents` writes in the place of all.
    public void rewrite(Contents contents) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel replacement = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            IndexLog copy = new IndexLog(fresh, replacement);
            copy.writeMagic();
            RecordWriter batch = new RecordWriter();
            contents.writeTo(batch, () -> copy.append(batch));
            copy.append(batch);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel.close();
            channel = replacement;
            length = copy.length;
            records = copy.records;
            broken = false;
        } catch (IOException | RuntimeException e) {
            replacement.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    // Gives the octet behind the last whole record.
    private long read(Reader reader) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(READ_OCTETS).limit(0);
        if (fill(in) && in.remaining() >= Integer.BYTES && in.getInt() == MAGIC) {
            length = Integer.BYTES;
            boolean more = true;
            while (more) {
                if (in.remaining() < RECORD_OCTETS_MAX + RecordWriter.FRAME_OCTETS) {
                    fill(in);
                }
                int before = in.position();
                more = readRecord(in, reader);
                length += more ? in.position() - before : 0;
                records += more ? 1 : 0;
            }
        }
        return length;
    }

    private void cutOff(long whole) throws IOException {
        long size = channel.size();
        torn = whole < size;
        if (torn) {
            LOG.info("{} was cut off at octet {} of {}: what followed was not whole", file, length, size);
        }
        if (length == 0) {
            writeMagic();
        }
        channel.truncate(length);
    }

    private void writeMagic() throws IOException {
        write(channel, ByteBuffer.allocate(Integer.BYTES).putInt(MAGIC).flip(), 0);
        length = Integer.BYTES;
    }

    private boolean fill(ByteBuffer in) throws IOException {
        in.compact();
        int count = 0;
        while (in.hasRemaining() && count >= 0) {
            count = channel.read(in);
        }
        in.flip();
        return in.hasRemaining();
    }

    private boolean readRecord(ByteBuffer in, Reader reader) {
        if (in.remaining() < RecordWriter.FRAME_OCTETS) {
            return false;
        }
        int size = in.getInt();
        int checksum = in.getInt();
        if (size < 1 || size > RECORD_OCTETS_MAX || size > in.remaining()) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(in.slice(in.position(), size));
        if ((int) crc.getValue() != checksum) {
            return false;
        }
        ByteBuffer body = in.slice(in.position(), size);
        in.position(in.position() + size);
        try {
            return reader.record(body.get(), body);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            LOG.warn("{} has a record at octet {} that cannot be read", file, length, e);
            return false;
        }
    }

    private static void write(FileChannel channel, ByteBuffer octets, long at) throws IOException {
        long position = at;
        while (octets.hasRemaining()) {
            position += channel.write(octets, position);
        }
    }

    /// Is shown one record after the other.
    @FunctionalInterface
    public interface Reader {
        /// @return false where it does not understand the record
        boolean record(byte kind, ByteBuffer values);
    }

    /// Writes all records of a new log.
    @FunctionalInterface
    public interface Contents {
        /// @param flush to be called now and then, where [RecordWriter#isFull]
        void writeTo(RecordWriter batch, Flush flush) throws IOException;
    }

    /// Writes what was gathered until now.
    @FunctionalInterface
    public interface Flush {
        void run() throws IOException;
    }
}
