package org.postrider.mailboxes;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postrider.api.mail.Content;

/// A content that comes as a stream and is needed twice: small ones are kept in memory, large ones in a file that goes
/// with it. Each line break becomes CRLF.
final class Spooled implements Content, AutoCloseable {
    private static final int MEMORY_MAX = 1024 * 1024;

    private final byte[] head;
    private final Path file;
    private final long size;

    private Spooled(byte[] head, Path file, long size) {
        this.head = head;
        this.file = file;
        this.size = size;
    }

    static Spooled of(InputStream stream) throws IOException {
        InputStream in = new CrlfInput(stream);
        byte[] head = in.readNBytes(MEMORY_MAX);
        if (head.length < MEMORY_MAX) {
            return new Spooled(head, Path.of(""), head.length);
        }
        Path file = Files.createTempFile("import-", ".eml");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(head);
            in.transferTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Spooled(new byte[0], file, Files.size(file));
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return inMemory() ? new ByteArrayInputStream(head) : Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (!inMemory()) {
            Files.deleteIfExists(file);
        }
    }

    private boolean inMemory() {
        return file.toString().isEmpty();
    }
}
