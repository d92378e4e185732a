package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Locks mbox files as other mail programs do: with a file `NAME.lock` beside them and a lock of the operating system
/// (`fcntl`). Thread-safe; who locks a file twice within this process waits for himself.
///
/// Some programs take the two in the other order: so none is held while the other is waited for.
final class MailLocks {
    private static final Logger LOG = LoggerFactory.getLogger(MailLocks.class);
    private static final long PAUSE_MIN = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PAUSE_MAX = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int LOCK_OCTETS_MAX = 500;
    private static final int WORDS = 3;

    private final Duration timeout;
    private final Duration stale;
    private final String host;
    private final String token;
    private final long pid = ProcessHandle.current().pid();

    /// @param host of this computer; a process number means nothing on another one
    /// @param token another one each time that the server starts
    MailLocks(Duration timeout, Duration stale, String host, String token) {
        this.timeout = timeout;
        this.stale = stale;
        this.host = host;
        this.token = token;
    }

    /// @param create where there is no such file
    /// @throws NoSuchFileException where there is none
    /// @throws StoreException TEMPORARY where another program does not give it up
    LockedFile lock(Path file, boolean create) throws IOException {
        Path dotLock = dotLock(file);
        long start = System.nanoTime();
        long pause = PAUSE_MIN;
        while (true) {
            if (makeDotLock(dotLock)) {
                LockedFile locked = lockUnderDotLock(file, dotLock, create);
                if (locked != null) {
                    return locked;
                }
            }
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw new StoreException(
                        Kind.TEMPORARY, "another program holds the mailbox's lock; try again when it has ended");
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, PAUSE_MAX);
        }
    }

    static Path dotLock(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    private static @org.jspecify.annotations.Nullable LockedFile lockUnderDotLock(
            Path file, Path dotLock, boolean create) throws IOException {
        FileChannel channel = null;
        try {
            Set<StandardOpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
            if (create) {
                options.add(StandardOpenOption.CREATE);
            }
            channel = FileChannel.open(file, options);
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return new LockedFile(file, dotLock, channel);
            }
            channel.close();
            Files.deleteIfExists(dotLock);
            return null;
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            Files.deleteIfExists(dotLock);
            throw e;
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private boolean makeDotLock(Path dotLock) throws IOException {
        try (FileChannel out = FileChannel.open(dotLock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            String owner = pid + ":" + host + ":" + token + "\n";
            out.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)));
            return true;
        } catch (FileAlreadyExistsException e) {
            removeWhereStale(dotLock);
            return false;
        }
    }

    private void removeWhereStale(Path dotLock) throws IOException {
        try {
            FileStamp stamp = FileStamp.of(dotLock);
            if (!isStale(dotLock)) {
                return;
            }
            // Another program may remove it and make its own at the same time: what was taken away is looked at.
            Path taken = dotLock.resolveSibling("." + dotLock.getFileName() + "." + pid);
            Files.move(dotLock, taken, StandardCopyOption.ATOMIC_MOVE);
            if (FileStamp.of(taken).inode() != stamp.inode()) {
                Files.move(taken, dotLock, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            Files.deleteIfExists(taken);
            LOG.warn("{} was left behind by a program that ended, and is removed", dotLock);
        } catch (NoSuchFileException e) {
            LOG.trace("{} is gone", dotLock, e);
        }
    }

    private boolean isStale(Path dotLock) throws IOException {
        long age =
                System.currentTimeMillis() - Files.getLastModifiedTime(dotLock).toMillis();
        if (age > stale.toMillis()) {
            return true;
        }
        String[] owner = owner(dotLock);
        if (owner.length != WORDS || !owner[1].equals(host)) {
            return false;
        }
        try {
            long owning = Long.parseLong(owner[0]);
            return owning == pid
                    ? !owner[2].equals(token)
                    : ProcessHandle.of(owning).isEmpty();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String[] owner(Path dotLock) throws IOException {
        try (FileChannel in = FileChannel.open(dotLock, StandardOpenOption.READ)) {
            ByteBuffer octets = ByteBuffer.allocate(LOCK_OCTETS_MAX);
            in.read(octets);
            return new String(octets.array(), 0, octets.position(), StandardCharsets.ISO_8859_1)
                    .strip()
                    .split(":");
        }
    }

    /// A file that nobody else reads or writes until it is closed. Confined to whoever holds the mailbox's lock.
    static final class LockedFile implements AutoCloseable {
        private static final long TOUCH_NANOS = TimeUnit.SECONDS.toNanos(20);

        private final Path file;
        private final Path dotLock;
        private final FileChannel channel;
        private long touched = System.nanoTime();
        private Last last = () -> {};

        private LockedFile(Path file, Path dotLock, FileChannel channel) {
            this.file = file;
            this.dotLock = dotLock;
            this.channel = channel;
        }

        Path file() {
            return file;
        }

        FileChannel channel() {
            return channel;
        }

        /// To be called now and then where something takes long, so that others do not take the lock as left behind.
        void touch() throws IOException {
            if (System.nanoTime() - touched > TOUCH_NANOS) {
                touched = System.nanoTime();
                Files.setLastModifiedTime(dotLock, FileTime.fromMillis(System.currentTimeMillis()));
            }
        }

        /// To be done before the locks are given up, in the place of what was said before.
        void atEnd(Last work) {
            last = work;
        }

        @Override
        public void close() throws IOException {
            // Closing the file gives up the operating system's lock too.
            try (channel) {
                last.run();
            } finally {
                Files.deleteIfExists(dotLock);
            }
        }

        /// What is done last under the locks.
        @FunctionalInterface
        interface Last {
            void run() throws IOException;
        }
    }
}
