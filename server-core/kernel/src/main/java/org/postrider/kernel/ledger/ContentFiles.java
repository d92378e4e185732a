package org.postrider.kernel.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Contents that have a file of their own, in `SPOOL/content/xx/`. Counts who needs each; a file that nobody needs is
/// deleted at the next checkpoint, when the record that took back the last need is certain to be on the disk.
///
/// Thread-safe.
final class ContentFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ContentFiles.class);
    private static final String FOLDER = "content";

    private final Path spool;
    private final AtomicLong counter = new AtomicLong();

    /// Guarded by itself.
    private final Map<String, Integer> uses = new HashMap<>();
    /// Guarded by `uses`.
    private List<String> unused = new ArrayList<>();

    ContentFiles(Path spool) {
        this.spool = spool;
    }

    /// A new file for a draft, not yet durable.
    OpenFile create(MailId id) throws IOException {
        String shard = "%02x".formatted(id.value().hashCode() & 0xff);
        Files.createDirectories(spool.resolve(FOLDER).resolve(shard));
        String name = FOLDER + "/" + shard + "/" + id + "." + counter.incrementAndGet();
        return new OpenFile(
                name,
                FileChannel.open(
                        spool.resolve(name),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    /// Makes a file with that content, durable when it returns.
    ///
    /// @return its name
    String write(MailId id, Content content) throws IOException {
        OpenFile file = create(id);
        try (FileChannel channel = file.channel();
                OutputStream out = Channels.newOutputStream(channel)) {
            content.writeTo(out);
            makeDurable(file);
        } catch (IOException e) {
            discard(file.name());
            throw e;
        }
        return file.name();
    }

    /// Syncs the file and its folders.
    void makeDurable(OpenFile file) throws IOException {
        file.channel().force(true);
        Path folder = spool.resolve(file.name()).getParent();
        for (Path each : List.of(folder, spool.resolve(FOLDER), spool)) {
            try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    StoredContent content(Piece piece) {
        return new StoredContent(this::read, piece, null);
    }

    private void read(Piece piece, long offset, ByteBuffer target) throws IOException {
        if (piece instanceof Piece.Filed(var name, var start, var _)) {
            read(name, start + offset, target);
        } else {
            throw new IOException("no piece of a file: " + piece);
        }
    }

    void read(String name, long offset, ByteBuffer target) throws IOException {
        try (FileChannel channel = FileChannel.open(spool.resolve(name), StandardOpenOption.READ)) {
            long from = offset;
            while (target.hasRemaining()) {
                int count = channel.read(target, from);
                if (count < 0) {
                    throw new IOException(spool.resolve(name) + " is shorter than it was");
                }
                from += count;
            }
        }
    }

    void use(Piece piece) {
        if (piece instanceof Piece.Filed(var name, var _, var _)) {
            synchronized (uses) {
                uses.merge(name, 1, Integer::sum);
            }
        }
    }

    void unuse(Piece piece) {
        if (piece instanceof Piece.Filed(var name, var _, var _)) {
            synchronized (uses) {
                uses.computeIfPresent(name, (_, count) -> {
                    if (count == 1) {
                        unused.add(name);
                        return null;
                    }
                    return count - 1;
                });
            }
        }
    }

    /// Forgets a file that no record names.
    void discard(String name) {
        try {
            Files.deleteIfExists(spool.resolve(name));
        } catch (IOException e) {
            LOG.warn("{} is not needed any more and cannot be deleted: {}", spool.resolve(name), e.toString());
        }
    }

    /// The files that became unused so far; from now on it is the caller who deletes them.
    List<String> takeUnused() {
        synchronized (uses) {
            List<String> taken = unused;
            unused = new ArrayList<>();
            return taken;
        }
    }

    void giveBackUnused(List<String> names) {
        synchronized (uses) {
            unused.addAll(names);
        }
    }

    void delete(List<String> names) {
        for (String name : names) {
            synchronized (uses) {
                // A successor may have taken it up again meanwhile.
                if (uses.containsKey(name)) {
                    continue;
                }
            }
            discard(name);
        }
    }

    /// Deletes the files that no entry needs, which a killed process left.
    ///
    /// @return how many
    int deleteOrphans() throws IOException {
        Path folder = spool.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int deleted = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = spool.relativize(file).toString().replace('\\', '/');
                if (!uses.containsKey(name)) {
                    discard(name);
                    deleted++;
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("a folder of the spool vanished meanwhile", e);
        }
        return deleted;
    }

    /// @param name relative to the spool
    record OpenFile(String name, FileChannel channel) {}
}
