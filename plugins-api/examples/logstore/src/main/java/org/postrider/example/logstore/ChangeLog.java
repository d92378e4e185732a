package org.postrider.example.logstore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.postrider.api.store.StoreException;

/// The file of all that happened in an account, line by line. Guarded by the store's lock.
///
/// What happens together ends with a line `. CHECKSUM`: without it, or with another one, it has not happened. So of a
/// write that a crash cut off nothing is left.
final class ChangeLog implements Closeable {
    private static final String END = ". ";

    private final Path file;
    private FileChannel channel;
    private long lines;
    private boolean broken;

    private ChangeLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens a log, made where there is none.
    ///
    /// @param happened gets what is in it
    /// @throws StoreException DAMAGED where something in the middle of it is not as it was written
    static ChangeLog open(Path file, Consumer<Change> happened) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ChangeLog log = new ChangeLog(file, channel);
        try {
            log.read(happened);
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void read(Consumer<Change> happened) throws IOException {
        List<String> open = new ArrayList<>();
        CRC32 checksum = new CRC32();
        long good = 0;
        long position = 0;
        boolean torn = false;
        // Lines are URL-encoded: each octet is a character. What stands behind the last line break was cut off.
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("(?<=\n)")) {
            position += line.length();
            if (!line.startsWith(END)) {
                open.add(line);
                checksum.update(line.getBytes(StandardCharsets.ISO_8859_1));
                continue;
            }
            if (torn) {
                throw damaged(good);
            }
            if (line.equals(end(checksum))) {
                open.forEach(each -> happened.accept(Change.parse(each.substring(0, each.length() - 1))));
                lines += open.size();
                good = position;
            } else {
                torn = true;
            }
            open.clear();
            checksum.reset();
        }
        channel.truncate(good);
        channel.position(good);
    }

    private StoreException damaged(long good) {
        return new StoreException(
                StoreException.Kind.DAMAGED,
                file + " is damaged behind its octet " + good + "; restore it from a backup, or cut it off there");
    }

    /// Writes what happens together.
    ///
    /// @param durable return only when it survives a power failure
    /// @throws StoreException TEMPORARY where it cannot be written; then it has not happened
    void append(List<Change> changes, boolean durable) throws StoreException {
        if (broken) {
            throw new StoreException(StoreException.Kind.TEMPORARY, file + " could not be written earlier");
        }
        long before = 0;
        try {
            before = channel.position();
            write(channel, changes);
            if (durable) {
                channel.force(false);
            }
            lines += changes.size();
        } catch (IOException e) {
            takeBack(before);
            throw new StoreException(StoreException.Kind.TEMPORARY, "the change cannot be written", e);
        }
    }

    private void takeBack(long before) {
        try {
            channel.truncate(before);
            channel.position(before);
        } catch (IOException e) {
            // The next start cuts it off.
            broken = true;
        }
    }

    private static void write(FileChannel to, List<Change> changes) throws IOException {
        StringBuilder text = new StringBuilder();
        changes.forEach(change -> text.append(change.line()).append('\n'));
        CRC32 checksum = new CRC32();
        checksum.update(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        text.append(end(checksum));
        ByteBuffer octets = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        while (octets.hasRemaining()) {
            to.write(octets);
        }
    }

    private static String end(CRC32 checksum) {
        return END + Long.toHexString(checksum.getValue()) + "\n";
    }

    /// How many things have happened in it.
    long lines() {
        return lines;
    }

    /// Puts a shorter file in its place, which leads to the same. A crash leaves the one or the other.
    void replace(List<Change> shorter) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        FileChannel fresh = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            write(fresh, shorter);
            fresh.force(true);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        channel.close();
        channel = fresh;
        lines = shorter.size();
    }

    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
