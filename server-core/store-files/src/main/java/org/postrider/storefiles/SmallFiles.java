package org.postrider.storefiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.postrider.api.store.StoreException;

/// Writes small files whole, so that a reader sees the old one or the new one; and what else is done with files.
public final class SmallFiles {
    private SmallFiles() {}

    /// A power failure leaves the old one or the new one; once it returns, the new one.
    public static void replace(Path file, String text) throws StoreException {
        try {
            replace(file, text, true);
            sync(file.resolveSibling("."));
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    /// For what can be made again after a power failure.
    public static void replaceUnforced(Path file, String text) throws StoreException {
        try {
            replace(file, text, false);
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    /// The lines of a file; none where there is no such file. What is not UTF-8 is no reason to fail.
    public static List<String> lines(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// Makes a file durable, or the names in a folder.
    public static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The folder, or the nearest above it that is there.
    static Path existing(Path folder) {
        Path there = folder;
        while (!Files.isDirectory(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void replace(Path file, String text, boolean forced) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            if (forced) {
                out.force(true);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
