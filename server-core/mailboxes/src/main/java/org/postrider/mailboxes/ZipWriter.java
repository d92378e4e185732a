package org.postrider.mailboxes;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;

/// Writes what [EmlWriter] writes into a zip file.
final class ZipWriter implements MailboxWriter {
    private final ZipOutputStream zip;
    private String folder = "";

    ZipWriter(Path file) throws IOException {
        this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        folder = ExportNames.path(name) + "/";
        zip.putNextEntry(new ZipEntry(folder));
        zip.closeEntry();
    }

    @Override
    public void message(long uid, Instant date, Flags flags, Content content) throws IOException {
        ZipEntry entry = new ZipEntry(folder + "%010d.eml".formatted(uid));
        entry.setLastModifiedTime(FileTime.from(date));
        zip.putNextEntry(entry);
        content.writeTo(zip);
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
