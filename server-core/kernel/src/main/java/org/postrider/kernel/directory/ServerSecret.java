package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Octets that only this server knows, the same after a restart. Thread-safe.
final class ServerSecret {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSecret.class);
    private static final int OCTETS = 32;

    private final Path file;
    private final ReentrantLock reading = new ReentrantLock();
    /// Guarded by `reading`.
    private byte[] octets = new byte[0];

    /// @param file which is made where it does not exist, when the secret is first asked for
    ServerSecret(Path file) {
        this.file = file;
    }

    /// Where the file can be neither read nor made, these are others after a restart.
    byte[] octets() {
        reading.lock();
        try {
            if (octets.length == 0) {
                octets = read(file);
            }
            return octets.clone();
        } finally {
            reading.unlock();
        }
    }

    private static byte[] read(Path file) {
        try {
            byte[] known = Files.readAllBytes(file);
            if (known.length == OCTETS) {
                return known;
            }
            LOG.warn("{} has not {} octets and is not used; remove it", file, OCTETS);
        } catch (NoSuchFileException _) {
            return made(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read; give it to the server's user: {}", file, e.toString());
        }
        return random();
    }

    private static byte[] made(Path file) {
        byte[] fresh = random();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var channel = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer octets = ByteBuffer.wrap(fresh);
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be made: {}", file, e.toString());
        }
        return fresh;
    }

    private static byte[] random() {
        byte[] octets = new byte[OCTETS];
        new SecureRandom().nextBytes(octets);
        return octets;
    }
}
