package org.postrider.mbox;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the messages of a mailbox begin in its file, written when the mailbox is closed: of use where the file is as
/// it
/// was then. A cache.
final class Places {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);
    private static final int MAGIC = 0x5052584d;

    private Places() {}

    static void write(Path cache, FileStamp stamp, Messages messages) throws IOException {
        Path fresh = cache.resolveSibling(cache.getFileName() + ".new");
        CheckedOutputStream checked = new CheckedOutputStream(Files.newOutputStream(fresh), new CRC32C());
        try (DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(checked, 64 * 1024))) {
            out.writeInt(MAGIC);
            writeStamp(out, stamp);
            out.writeInt(messages.count());
            for (int i = 0; i < messages.count(); i++) {
                out.writeLong(messages.uid(i));
                out.writeLong(messages.offset(i));
                out.writeLong(messages.length(i));
                out.writeByte(messages.marks(i));
            }
            out.flush();
            out.writeLong(checked.getChecksum().getValue());
        }
        Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Gives the messages their places.
    ///
    /// @return false where they are not known: not all of them have one then
    static boolean read(Path cache, FileStamp stamp, Messages messages) {
        CRC32C crc = new CRC32C();
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new java.io.BufferedInputStream(Files.newInputStream(cache), 64 * 1024), crc))) {
            if (in.readInt() != MAGIC || !readStamp(in).equals(stamp) || in.readInt() != messages.count()) {
                return false;
            }
            for (int i = 0; i < messages.count(); i++) {
                if (in.readLong() != messages.uid(i)) {
                    return false;
                }
                messages.place(i, in.readLong(), in.readLong());
                messages.mark(i, in.readByte());
            }
            long checksum = crc.getValue();
            return in.readLong() == checksum;
        } catch (NoSuchFileException | EOFException e) {
            return false;
        } catch (IOException e) {
            LOG.info("{} cannot be read; the mailbox is read instead", cache, e);
            return false;
        }
    }

    private static void writeStamp(DataOutputStream out, FileStamp stamp) throws IOException {
        out.writeLong(stamp.inode());
        out.writeLong(stamp.size());
        out.writeLong(stamp.modified());
        out.writeLong(stamp.changed());
    }

    private static FileStamp readStamp(DataInputStream in) throws IOException {
        return new FileStamp(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }
}
