package org.postrider.example.logstore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;

/// The messages of an account, each a file named by a number, and beside it `NUMBER.FIELD` for what was derived of it.
/// A
/// file belongs to all copies of the message, and goes with the last. Thread-safe.
final class Bodies {
    private final Path folder;
    private final List<DerivedField> fields;
    // All guarded by this.
    private final Map<Long, Integer> uses = new HashMap<>();
    private final Set<Path> unforced = new HashSet<>();
    private long next = 1;

    Bodies(Path folder, List<DerivedField> fields) {
        this.folder = folder;
        this.fields = fields;
    }

    /// Writes a new one, and derives its fields; nothing uses it yet.
    ///
    /// @param durable return only when it survives a power failure
    long write(Content content, boolean durable) throws IOException {
        long body;
        synchronized (this) {
            body = next++;
        }
        try {
            try (OutputStream out = Files.newOutputStream(file(body))) {
                content.writeTo(out);
            }
            for (DerivedField field : fields) {
                Files.write(file(body, field), field.derive(content(body)));
            }
            if (durable) {
                force(file(body));
                force(folder);
            } else {
                synchronized (this) {
                    unforced.add(file(body));
                }
            }
            return body;
        } catch (IOException | RuntimeException e) {
            delete(body);
            throw e;
        }
    }

    /// A message uses it from now on.
    synchronized void use(long body) {
        uses.merge(body, 1, Integer::sum);
        next = Math.max(next, body + 1);
    }

    /// A message uses it no more.
    ///
    /// @return whether it was the last
    synchronized boolean release(long body) {
        return uses.merge(body, -1, (before, change) -> before + change == 0 ? null : before + change) == null;
    }

    Content content(long body) throws IOException {
        Path file = file(body);
        long size = Files.size(file);
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    byte[] derived(long body, DerivedField field) throws IOException {
        Path file = file(body, field);
        if (Files.exists(file)) {
            return Files.readAllBytes(file);
        }
        byte[] derived = field.derive(content(body));
        Path beside = Files.createTempFile(folder, "derived", ".new");
        Files.write(beside, derived);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return derived;
    }

    /// Its files go; what cannot be deleted, or is open, goes with the next start.
    void delete(long body) {
        synchronized (this) {
            unforced.remove(file(body));
        }
        deleteQuietly(file(body));
        fields.forEach(field -> deleteQuietly(file(body, field)));
    }

    /// Deletes what no message uses: what a crash left.
    void deleteUnused() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String number = file.getFileName().toString().replaceFirst("\\..*", "");
                if (!number.matches("\\d{1,18}") || !isUsed(Long.parseLong(number))) {
                    deleteQuietly(file);
                }
            }
        }
    }

    private synchronized boolean isUsed(long body) {
        return uses.containsKey(body);
    }

    /// Makes everything that was written before the call durable.
    void force() throws IOException {
        Set<Path> files;
        synchronized (this) {
            files = Set.copyOf(unforced);
        }
        for (Path file : files) {
            // One that is gone needs it no more.
            if (Files.exists(file)) {
                force(file);
            }
        }
        force(folder);
        synchronized (this) {
            unforced.removeAll(files);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next start tries again.
            return;
        }
    }

    private Path file(long body) {
        return folder.resolve(Long.toString(body));
    }

    private Path file(long body, DerivedField field) {
        return folder.resolve(body + "." + field.name());
    }
}
