package org.postrider.storefiles;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
/// not
/// there or not whole is derived again.
///
/// Reading is thread-safe; all else is guarded by the mailbox's lock.
public final class DerivedCache implements AutoCloseable {
    public static final long NOWHERE = -1;

    private static final int HEADER_OCTETS = 2 * Integer.BYTES + Long.BYTES;
    private static final int RECORD_OCTETS_MAX = 16 * 1024 * 1024;
    private static final long SMALL = 4L * 1024 * 1024;

    private final Path file;
    private volatile FileChannel channel;
    private long end;

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
            ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
            if (at < 0 || !readFully(header, at)) {
                return Map.of();
            }
            int length = header.getInt();
            int checksum = header.getInt();
            if (length < 0 || length > RECORD_OCTETS_MAX || header.getLong() != uid) {
                return Map.of();
            }
            ByteBuffer body = ByteBuffer.allocate(length);
            boolean whole = readFully(body, at + HEADER_OCTETS) && checksum(uid, body.array()) == checksum;
            return whole ? fields(body.array()) : Map.of();
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
        record.putInt(body.length).putInt(checksum(uid, body)).putLong(uid);
        return appendRecord(record.put(body).flip());
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

    private static Map<String, byte[]> fields(byte[] body) throws IOException {
        Map<String, byte[]> fields = new TreeMap<>();
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(body));
        while (in.available() > 0) {
            String name = in.readUTF();
            fields.put(name, in.readNBytes(in.readInt()));
        }
        return fields;
    }

    private static int checksum(long uid, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(uid).flip());
        crc.update(body);
        return (int) crc.getValue();
    }
}
