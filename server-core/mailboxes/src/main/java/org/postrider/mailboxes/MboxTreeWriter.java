package org.postrider.mailboxes;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.mbox.format.FromLine;
import org.postrider.mbox.format.MboxWriter;

/// Writes an mbox for each mailbox: `A.mbox` for `A`, `A/B.mbox` for `A/B`.
final class MboxTreeWriter implements MailboxWriter {
    private final Path root;
    private @Nullable MboxWriter open;

    MboxTreeWriter(Path root) {
        this.root = root;
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        close();
        Path file = ExportNames.path(root, name, ".mbox");
        open = new MboxWriter(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    @Override
    public void message(long uid, Instant date, Flags flags, Content content) throws IOException {
        MboxWriter writer = open;
        if (writer == null) {
            throw new IllegalStateException("no mailbox was named");
        }
        writer.write(FromLine.NOBODY, date, flags, content);
    }

    @Override
    public void close() throws IOException {
        MboxWriter writer = open;
        if (writer != null) {
            open = null;
            writer.close();
        }
    }
}
