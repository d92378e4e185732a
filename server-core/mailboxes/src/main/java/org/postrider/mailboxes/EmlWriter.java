package org.postrider.mailboxes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;

/// Writes a file for each message, `A/B/UID.eml`, with its date as the file's. Such files have no flags.
final class EmlWriter implements MailboxWriter {
    private final Path root;
    private Path folder;

    EmlWriter(Path root) {
        this.root = root;
        this.folder = root;
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        folder = ExportNames.path(root, name, "");
        Files.createDirectories(folder);
    }

    @Override
    public void message(long uid, Instant date, Flags flags, Content content) throws IOException {
        Path file = folder.resolve("%010d.eml".formatted(uid));
        try (OutputStream out = Files.newOutputStream(file)) {
            content.writeTo(out);
        }
        Files.setLastModifiedTime(file, FileTime.from(date));
    }

    @Override
    public void close() {
        // Each file was closed.
    }
}
