package org.postrider.imap.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;

/// A file for the messages that one command brings, made when the first comes and deleted when the command is over.
/// Confined to the session's thread.
public final class Scratch implements AutoCloseable {
    private @Nullable Path file;
    /// Those whose lines end with CRLF.
    private final Set<Content> lines = Collections.newSetFromMap(new IdentityHashMap<>());

    /// Keeps what `source` writes, with CRLF for each line break.
    public Content add(Source source) throws IOException {
        Content kept = keep(out -> {
            try (CrlfStream fixed = new CrlfStream(out)) {
                source.writeTo(fixed);
            }
        });
        lines.add(kept);
        return kept;
    }

    /// Whether it was [#add] that gave this content.
    public boolean hasLines(Content content) {
        return lines.contains(content);
    }

    /// Keeps what `source` writes as it is.
    public Content keep(Source source) throws IOException {
        Path path = file;
        if (path == null) {
            path = Files.createTempFile("postrider-append", ".eml");
            file = path;
        }
        long start = Files.size(path);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.APPEND))) {
            source.writeTo(out);
        }
        return new FileContent(path, Files.size(path)).slice(start, Files.size(path) - start);
    }

    @Override
    public void close() throws IOException {
        Path path = file;
        if (path != null) {
            file = null;
            Files.deleteIfExists(path);
        }
    }

    /// Writes a message.
    @FunctionalInterface
    public interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private record FileContent(Path path, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }
}
