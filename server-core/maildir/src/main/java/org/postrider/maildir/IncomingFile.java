package org.postrider.maildir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.storefiles.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A message in `tmp/` that is to become one of the mailbox. Not yet anybody else's.
///
/// @param name in `tmp/`, wherever the mailbox's folder is by then
/// @param date what becomes the internal date, and is the file's time
/// @param fields derived ones
record IncomingFile(Mailbox.NewMessage message, String name, long size, Instant date, Map<String, byte[]> fields) {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingFile.class);

    /// @param forced whether the octets are on the disk when it returns
    static IncomingFile write(
            Path folder,
            String name,
            Mailbox.NewMessage message,
            Instant date,
            Map<String, byte[]> fields,
            boolean forced)
            throws StoreException {
        Path file = path(folder, name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            message.content().writeTo(out);
            long size = channel.position();
            Files.setLastModifiedTime(file, FileTime.from(date));
            if (forced) {
                channel.force(true);
            }
            return new IncomingFile(message, name, size, date, fields);
        } catch (IOException e) {
            delete(file);
            throw Failures.of(e);
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    Path in(Path folder) {
        return path(folder, name);
    }

    void delete(Path folder, String why) {
        LOG.debug("{} is given up: {}", name, why);
        delete(path(folder, name));
    }

    private static Path path(Path folder, String name) {
        return folder.resolve("tmp").resolve(name);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted", file, e);
        }
    }
}
