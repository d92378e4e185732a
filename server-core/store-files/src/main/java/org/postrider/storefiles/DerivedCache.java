package org.postrider.storefiles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// What was derived of a mailbox's messages, a file of records: length (int), CRC32C (int), UID (long), and for each
/// field its name, its length and its octets. Where the record of a message begins is in the index. A cache: what is
/// not there or not whole is derived again.
///
/// Records are asked for in the order in which they stand there, most of the time: so many are read at once.
///
/// Reading is thread-safe; all else is guarded by the mailbox's lock.
public final class DerivedCache implements AutoCloseable {
    public static final long NOWHERE = -1;

    private static final int HEADER_OCTETS = 2 * Integer.BYTES + Long.BYTES;
    private static final int RECORD_OCTETS_MAX = 16 * 1024 * 1024;
    private static final long SMALL = 4L * 1024 * 1024;
    private static final int RECORD_OCTETS_LIKELY = 4 * 1024;
    private static final int AHEAD_OCTETS = 64 * 1024;

    private final Path file;
    private volatile FileChannel channel;
    private long end;
    /// What was read last. Weakly held: it is of use for a moment.
    private volatile WeakReference<Window> window = new WeakReference<>(null);

    private DerivedCache(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.end = channel.size();
    }

    /// @param empty where nothing is known of what it holds
    public static DerivedCache open(Path file, boolean empty) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel = openChannel(file);
        if (empty) {
            channel.truncate(0);
        }
        return new DerivedCache(file, channel);
    }

    /// The fields of a message by their names; empty where there is no whole record of it at that place.
    public Map<String, byte[]> read(long at, long uid) {
        try {
            if (at < 0) {
                return Map.of();
            }
            ByteBuffer header = octets(at, HEADER_OCTETS);
            if (header.remaining() < HEADER_OCTETS) {
                return Map.of();
            }
            int length = header.getInt();
            int checksum = header.getInt();
            if (length < 0 || length > RECORD_OCTETS_MAX || header.getLong() != uid) {
                return Map.of();
            }
            ByteBuffer body = octets(at + HEADER_OCTETS, length);
            boolean whole = body.remaining() == length && checksum(uid, body.duplicate()) == checksum;
            return whole ? fields(body) : Map.of();
        } catch (ClosedChannelException e) {
            // Written anew just now, or the mailbox was closed: the caller asks again or derives.
            return Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }

    /// @return where it is now; [#NOWHERE] for what is too large
    public long append(long uid, Map<String, byte[]> fields) throws IOException {
        byte[] body = body(fields);
        if (body.length > RECORD_OCTETS_MAX) {
            return NOWHERE;
        }
        ByteBuffer record = ByteBuffer.allocate(HEADER_OCTETS + body.length);
        record.putInt(body.length).putInt(checksum(uid, ByteBuffer.wrap(body))).putLong(uid);
        return appendRecord(record.put(body).flip());
    }

    /// False where another hand has taken the file away or changed it.
    public boolean isOnDisk() throws IOException {
        return Files.exists(file) && Files.size(file) == channel.size();
    }

    /// Begins an empty file: nothing is known of any message.
    public void clear() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileChannel replacement = openChannel(fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FileChannel old = channel;
        channel = replacement;
        end = 0;
        old.close();
    }

    /// Writes the file anew where less than half of it is of use.
    ///
    /// @param places where the records of all messages are; changed to where they are then
    /// @return false where nothing was done
    public boolean compact(long[] places, int count) throws IOException {
        if (end < SMALL || live(places, count) > end / 2) {
            return false;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        DerivedCache copy = new DerivedCache(fresh, openChannel(fresh));
        for (int i = 0; i < count; i++) {
            places[i] = copyRecord(places[i], copy);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FileChannel old = channel;
        channel = copy.channel;
        end = copy.end;
        old.close();
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private long live(long[] places, int count) throws IOException {
        long live = 0;
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        for (int i = 0; i < count; i++) {
            if (places[i] >= 0 && readFully(header.clear(), places[i])) {
                live += HEADER_OCTETS + header.getInt();
            }
        }
        return live;
    }

    private long copyRecord(long at, DerivedCache target) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        if (at < 0 || !readFully(header, at)) {
            return NOWHERE;
        }
        int length = header.getInt(0);
        if (length < 0 || length > RECORD_OCTETS_MAX) {
            return NOWHERE;
        }
        ByteBuffer record = ByteBuffer.allocate(HEADER_OCTETS + length);
        return readFully(record, at) ? target.appendRecord(record) : NOWHERE;
    }

    private long appendRecord(ByteBuffer record) throws IOException {
        long at = end;
        long position = at;
        while (record.hasRemaining()) {
            position += channel.write(record, position);
        }
        end = position;
        return at;
    }

    // Fewer where the file ends. What was written once does not change: only the file as a whole is replaced.
    private ByteBuffer octets(long at, int length) throws IOException {
        FileChannel source = channel;
        Window last = window.get();
        if (last != null && last.covers(source, at, length)) {
            return last.part(at, length);
        }
        // A record that is asked for alone costs one read, a row of them one for many.
        boolean onwards = last != null && last.source.equals(source) && at >= last.start && at <= last.end() + length;
        ByteBuffer read = ByteBuffer.allocate(Math.max(length, onwards ? AHEAD_OCTETS : RECORD_OCTETS_LIKELY));
        int count = 0;
        while (count >= 0 && read.position() < length) {
            count = source.read(read, at + read.position());
        }
        Window next = new Window(source, at, read.flip());
        window = new WeakReference<>(next);
        return next.part(at, length);
    }

    private boolean readFully(ByteBuffer into, long at) throws IOException {
        long position = at;
        while (into.hasRemaining()) {
            int count = channel.read(into, position);
            if (count < 0) {
                return false;
            }
            position += count;
        }
        into.flip();
        return true;
    }

    private static FileChannel openChannel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static byte[] body(Map<String, byte[]> fields) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(1024);
        DataOutputStream out = new DataOutputStream(octets);
        try {
            for (Map.Entry<String, byte[]> field : fields.entrySet()) {
                out.writeUTF(field.getKey());
                out.writeInt(field.getValue().length);
                out.write(field.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return octets.toByteArray();
    }

    private static Map<String, byte[]> fields(ByteBuffer body) throws IOException {
        Map<String, byte[]> fields = new TreeMap<>();
        DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(body.array(), body.arrayOffset() + body.position(), body.remaining()));
        while (in.available() > 0) {
            String name = in.readUTF();
            fields.put(name, in.readNBytes(in.readInt()));
        }
        return fields;
    }

    private static int checksum(long uid, ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(uid).flip());
        crc.update(body);
        return (int) crc.getValue();
    }

    /// A part of the file, from `start` on.
    private record Window(FileChannel source, long start, ByteBuffer octets) {
        long end() {
            return start + octets.limit();
        }

        boolean covers(FileChannel file, long at, int length) {
            return source.equals(file) && at >= start && at + length <= end();
        }

        /// Fewer octets where the window ends before.
        ByteBuffer part(long at, int length) {
            int from = (int) (at - start);
            return octets.slice(from, Math.min(length, octets.limit() - from));
        }
    }
}
