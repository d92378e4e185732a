package org.postrider.kernel.boot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second server out of a home. The lock ends with the process, however that ends.
final class HomeLock implements Closeable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws StartException where another server has the home, or it may not be written
    static HomeLock take(Path home) throws StartException {
        Path file = home.resolve("run").resolve("lock");
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = owner(channel);
                channel.close();
                throw new StartException("another server" + owner + " runs in " + home
                        + "; stop it first: postrider --home " + home + " stop");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new HomeLock(channel);
        } catch (AccessDeniedException e) {
            throw new StartException(
                    e.getFile() + " may not be written; run the server as the user to whom " + home + " belongs", e);
        } catch (IOException e) {
            throw new StartException("the home " + home + " cannot be locked: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(20);
        channel.read(octets, 0);
        String pid = StandardCharsets.US_ASCII.decode(octets.flip()).toString();
        return pid.isEmpty() ? "" : " (process " + pid + ")";
    }
}
