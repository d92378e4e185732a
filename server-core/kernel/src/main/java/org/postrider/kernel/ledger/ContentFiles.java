package org.postrider.kernel.ledger;

import java.io.BufferedOutputStream;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Contents that have a file of their own, in `SPOOL/content/xx/`. Counts who needs each; a file that nobody needs is
/// deleted at the next checkpoint, when the record that took back the last need is certain to be on the disk. A pack,
/// in
/// `SPOOL/content/packs/`, is such a file with the contents of many mails.
///
/// Thread-safe.
final class ContentFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ContentFiles.class);
    private static final String FOLDER = "content";
    private static final String PACKS = FOLDER + "/packs/";

    private static final int BUFFER_OCTETS = 256 * 1024;
    private static final int SPARSE = 4;

    private final Path spool;
    private final AtomicLong counter = new AtomicLong();

    /// Guarded by itself.
    private final Map<String, Use> uses = new HashMap<>();
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

    /// A new pack, to be filled by one thread.
    Pack newPack() {
        return new Pack();
    }

    /// A pack of which less than a quarter is still needed.
    Optional<String> sparsePack() throws IOException {
        List<Map.Entry<String, Use>> packs;
        synchronized (uses) {
            packs = uses.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(PACKS))
                    .toList();
        }
        for (Map.Entry<String, Use> pack : packs) {
            if (pack.getValue().octets < size(pack) / SPARSE) {
                return Optional.of(pack.getKey());
            }
        }
        return Optional.empty();
    }

    private long size(Map.Entry<String, Use> pack) throws IOException {
        Use use = pack.getValue();
        if (use.size < 0) {
            use.size = Files.size(spool.resolve(pack.getKey()));
        }
        return use.size;
    }

    void use(Piece piece) {
        if (piece instanceof Piece.Filed(var name, var _, var length)) {
            synchronized (uses) {
                Use use = uses.computeIfAbsent(name, _ -> new Use());
                use.count++;
                use.octets += length;
            }
        }
    }

    void unuse(Piece piece) {
        if (piece instanceof Piece.Filed(var name, var _, var length)) {
            synchronized (uses) {
                Use use = uses.get(name);
                if (use != null) {
                    use.octets -= length;
                    if (--use.count == 0) {
                        uses.remove(name);
                        unused.add(name);
                    }
                }
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

    /// Who needs a file. Guarded by `uses`, but for the size, which only the checkpoint's thread looks at.
    private static final class Use {
        private int count;
        private long octets;
        private long size = -1;
    }

    /// A file for the contents of many mails, made when the first one comes. Confined to one thread.
    final class Pack implements AutoCloseable {
        private @Nullable OpenFile file;
        private @Nullable OutputStream out;
        private long size;
        private boolean broken;
        private boolean finished;

        /// Not durable before [#finish].
        Piece append(Content content) throws IOException {
            OpenFile target = file;
            OutputStream stream = out;
            if (target == null || stream == null) {
                target = createPack();
                stream = new BufferedOutputStream(Channels.newOutputStream(target.channel()), BUFFER_OCTETS);
                file = target;
                out = stream;
            }
            // Read as a whole first: what cannot be read must not leave half of it there.
            byte[] octets = content.readAll(JournalLedger.INLINE_OCTETS_MAX);
            long start = size;
            broken = true;
            stream.write(octets);
            broken = false;
            size += octets.length;
            return new Piece.Filed(target.name(), start, octets.length);
        }

        /// Makes durable what was appended.
        void finish() throws IOException {
            OpenFile target = file;
            OutputStream stream = out;
            if (broken) {
                throw new IOException("a pack of the spool could not be written; see the error before this one");
            }
            if (target != null && stream != null) {
                stream.flush();
                makeDurable(target);
            }
            finished = true;
        }

        /// Deletes the file where it was not finished, or nobody needs it.
        @Override
        public void close() throws IOException {
            OpenFile target = file;
            if (target == null) {
                return;
            }
            target.channel().close();
            synchronized (uses) {
                if (finished && uses.containsKey(target.name())) {
                    return;
                }
            }
            discard(target.name());
        }
    }

    private OpenFile createPack() throws IOException {
        Files.createDirectories(spool.resolve(PACKS));
        String name = PACKS + UUID.randomUUID();
        return new OpenFile(
                name, FileChannel.open(spool.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /// @param name relative to the spool
    record OpenFile(String name, FileChannel channel) {}
}
