package org.postrider.mbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.storefiles.SmallFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a mailbox's file is to end with from some place on: first written beside it and forced to the disk, then copied
/// into it. Whatever happens in between, one of the two is whole; and the file keeps its inode, so that a program that
/// has opened it and waits for its lock does not write into a file that nobody sees.
final class RedoFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedoFile.class);
    private static final long MAGIC = 0x5052_5844_4f4d_4231L;
    private static final int HEADER_OCTETS = 5 * Long.BYTES;
    private static final int COPY_OCTETS = 256 * 1024;

    private final LockedFile target;
    private final Path redo;
    private final FileChannel channel;
    private final FileTail tail;
    private final CheckedOutputStream out;
    private final long at;

    /// @param at where the target changes first
    RedoFile(LockedFile target, long at) throws IOException {
        this.target = target;
        this.at = at;
        this.redo = path(target.file());
        this.channel = open(redo, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        this.tail = new FileTail(target, channel, HEADER_OCTETS);
        this.out = new CheckedOutputStream(tail, new CRC32C());
    }

    static Path path(Path file) {
        return FolderNames.beside(file, "redo");
    }

    /// Takes what is to stand behind `at`.
    OutputStream out() {
        return out;
    }

    /// Where in the target the next octet will stand.
    long position() {
        return at + tail.position() - HEADER_OCTETS;
    }

    /// Changes the target.
    void apply() throws IOException {
        out.flush();
        long size = target.channel().size();
        long length = tail.position() - HEADER_OCTETS;
        refuseWithoutRoom(at + length - size);
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        header.putLong(MAGIC)
                .putLong(at)
                .putLong(size)
                .putLong(length)
                .putLong(out.getChecksum().getValue());
        FileTail.write(channel, header.flip(), 0);
        channel.force(true);
        SmallFiles.sync(redo.resolveSibling("."));
        copy(channel, target, new Header(at, size, length, 0));
        close();
        remove(redo);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// To be called where the target was not changed.
    void abandon() throws IOException {
        close();
        Files.deleteIfExists(redo);
    }

    /// Does what was left undone when the server ended.
    static void recover(LockedFile target) throws IOException {
        Path redo = path(target.file());
        if (!Files.exists(redo)) {
            return;
        }
        try (FileChannel channel = open(redo)) {
            Header header = header(channel);
            if (header == null) {
                // It was not whole, and so nothing of the target was changed.
                remove(redo);
                return;
            }
            long known = Math.max(header.oldSize(), header.at() + header.length());
            long foreign = target.channel().size() - known;
            LOG.info("{} is brought to the end of a change that was interrupted", target.file());
            if (foreign <= 0) {
                copy(channel, target, header);
                remove(redo);
                return;
            }
            // Another program has appended meanwhile.
            keepForeign(channel, target, header, known);
        }
    }

    private static void keepForeign(FileChannel channel, LockedFile target, Header header, long known)
            throws IOException {
        Path redo = path(target.file());
        Path both = redo.resolveSibling(redo.getFileName() + ".new");
        long foreign = target.channel().size() - known;
        long length = header.length() + foreign;
        try (FileChannel fresh = open(both, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            FileTail tail = new FileTail(target, fresh, HEADER_OCTETS);
            CheckedOutputStream out = new CheckedOutputStream(tail, new CRC32C());
            new FileRange(channel, HEADER_OCTETS, header.length()).transferTo(out);
            new FileRange(target.channel(), known, foreign).transferTo(out);
            out.flush();
            ByteBuffer octets = ByteBuffer.allocate(HEADER_OCTETS);
            octets.putLong(MAGIC).putLong(header.at()).putLong(target.channel().size());
            octets.putLong(length).putLong(out.getChecksum().getValue());
            FileTail.write(fresh, octets.flip(), 0);
            fresh.force(true);
            Files.move(both, redo, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            SmallFiles.sync(redo.resolveSibling("."));
            copy(fresh, target, new Header(header.at(), target.channel().size(), length, 0));
        }
        remove(redo);
    }

    private static void copy(FileChannel redo, LockedFile target, Header header) throws IOException {
        FileTail tail = new FileTail(target, target.channel(), header.at());
        byte[] buffer = new byte[COPY_OCTETS];
        FileRange range = new FileRange(redo, HEADER_OCTETS, header.length());
        for (int count = range.read(buffer, 0, buffer.length);
                count > 0;
                count = range.read(buffer, 0, buffer.length)) {
            tail.write(buffer, 0, count);
        }
        tail.flush();
        target.channel().truncate(header.at() + header.length());
        target.channel().force(true);
    }

    // Forced: were it to come back, it would undo what came later.
    private static void remove(Path redo) throws IOException {
        Files.deleteIfExists(redo);
        SmallFiles.sync(redo.resolveSibling("."));
    }

    private void refuseWithoutRoom(long more) throws IOException {
        if (more > 0 && Files.getFileStore(target.file()).getUsableSpace() < more) {
            throw new java.nio.file.FileSystemException(target.file().toString(), null, "No space left on device");
        }
    }

    private static @org.jspecify.annotations.Nullable Header header(FileChannel channel) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(HEADER_OCTETS);
        if (channel.read(octets, 0) < HEADER_OCTETS || octets.flip().getLong() != MAGIC) {
            return null;
        }
        Header header = new Header(octets.getLong(), octets.getLong(), octets.getLong(), octets.getLong());
        if (header.length() != channel.size() - HEADER_OCTETS) {
            return null;
        }
        CRC32C crc = new CRC32C();
        new FileRange(channel, HEADER_OCTETS, header.length())
                .transferTo(new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
        return crc.getValue() == header.checksum() ? header : null;
    }

    private static FileChannel open(Path file, StandardOpenOption... more) throws IOException {
        java.util.Set<StandardOpenOption> options = new java.util.HashSet<>(java.util.List.of(more));
        options.add(StandardOpenOption.READ);
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(file, options);
    }

    private record Header(long at, long oldSize, long length, long checksum) {}
}
