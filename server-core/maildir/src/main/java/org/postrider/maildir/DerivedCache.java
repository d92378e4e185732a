package org.postrider.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.postrider.api.store.DerivedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was derived of a mailbox's messages, in one file: records of UID, the field's name, octets and a checksum. A
/// cache:
/// what is not there or not whole is derived again. Thread-safe.
final class DerivedCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DerivedCache.class);
    // uid, name length, octets length, checksum
    private static final int HEADER_OCTETS = Long.BYTES + 3 * Integer.BYTES;
    private static final int VALUE_OCTETS_MAX = 16 * 1024 * 1024;

    private final Path file;
    /// Guarded by this, with all below.
    private FileChannel channel;

    private final Map<Key, Place> places = new HashMap<>();
    private long end;
    private long dead;

    private DerivedCache(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DerivedCache open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        DerivedCache cache = new DerivedCache(file, openChannel(file));
        cache.scan();
        return cache;
    }

    synchronized Optional<byte[]> get(long uid, DerivedField field) throws IOException {
        Place place = places.get(new Key(uid, field.name()));
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer octets = ByteBuffer.allocate(place.length());
        while (octets.hasRemaining()) {
            if (channel.read(octets, place.offset() + octets.position()) < 0) {
                return Optional.empty();
            }
        }
        return checksum(octets.array()) == place.checksum() ? Optional.of(octets.array()) : Optional.empty();
    }

    synchronized void put(long uid, DerivedField field, byte[] octets) throws IOException {
        if (octets.length > VALUE_OCTETS_MAX) {
            return;
        }
        byte[] name = field.name().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer record = ByteBuffer.allocate(HEADER_OCTETS + name.length + octets.length);
        record.putLong(uid).putInt(name.length).putInt(octets.length).putInt(checksum(octets));
        record.put(name).put(octets).flip();
        long at = end;
        long length = record.remaining();
        while (record.hasRemaining()) {
            channel.write(record, at + record.position());
        }
        end = at + length;
        Place place = new Place(at + HEADER_OCTETS + name.length, octets.length, checksum(octets));
        Place before = places.put(new Key(uid, field.name()), place);
        dead += before == null ? 0 : before.length();
    }

    /// Forgets messages that are gone, and writes the file anew where most of it is of such.
    synchronized void keepOnly(LongPredicate alive) throws IOException {
        places.entrySet().removeIf(entry -> {
            boolean gone = !alive.test(entry.getKey().uid());
            dead += gone ? entry.getValue().length() : 0;
            return gone;
        });
        if (dead > 1024 * 1024 && dead > end / 2) {
            rewrite();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    private void rewrite() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (DerivedCache replacement = new DerivedCache(fresh, openChannel(fresh))) {
            for (Key key : java.util.List.copyOf(places.keySet())) {
                DerivedField field = new Named(key.field());
                Optional<byte[]> octets = get(key.uid(), field);
                if (octets.isPresent()) {
                    replacement.put(key.uid(), field, octets.get());
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel.close();
            channel = openChannel(file);
            places.clear();
            places.putAll(replacement.places);
            end = replacement.end;
            dead = 0;
        }
    }

    private void scan() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        long size = channel.size();
        while (end + HEADER_OCTETS <= size) {
            header.clear();
            if (channel.read(header, end) < HEADER_OCTETS) {
                break;
            }
            header.flip();
            long uid = header.getLong();
            int nameLength = header.getInt();
            int length = header.getInt();
            int checksum = header.getInt();
            boolean sane = nameLength > 0 && nameLength < 256 && length >= 0 && length <= VALUE_OCTETS_MAX;
            if (!sane || end + HEADER_OCTETS + nameLength + length > size) {
                LOG.info("{} is not whole from octet {} on; what is missing is derived again", file, end);
                break;
            }
            ByteBuffer name = ByteBuffer.allocate(nameLength);
            channel.read(name, end + HEADER_OCTETS);
            String field = new String(name.array(), StandardCharsets.US_ASCII);
            places.put(new Key(uid, field), new Place(end + HEADER_OCTETS + nameLength, length, checksum));
            end += HEADER_OCTETS + nameLength + length;
        }
    }

    private static FileChannel openChannel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static int checksum(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }

    private record Key(long uid, String field) {}

    private record Place(long offset, int length, int checksum) {}

    private record Named(String name) implements DerivedField {
        @Override
        public byte[] derive(org.postrider.api.mail.Content content) {
            throw new IllegalStateException("only a name");
        }
    }
}
