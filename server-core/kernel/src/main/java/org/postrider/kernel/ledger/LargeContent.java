package org.postrider.kernel.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.postrider.api.mail.Content;

/// A content on its way into a file of the spool. Confined to one thread.
public final class LargeContent implements AutoCloseable {
    private final ContentFiles files;
    private final ContentFiles.OpenFile file;
    private boolean finished;

    LargeContent(ContentFiles files, ContentFiles.OpenFile file) {
        this.files = files;
        this.file = file;
    }

    public void write(byte[] octets, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(octets, offset, length);
        while (buffer.hasRemaining()) {
            file.channel().write(buffer);
        }
    }

    /// Makes it durable. The entry that holds it is to be accepted next.
    public Content finish() throws IOException {
        files.makeDurable(file);
        finished = true;
        try (FileChannel channel = file.channel()) {
            return files.content(new Piece.Filed(file.name(), 0, channel.size()));
        }
    }

    /// Deletes the file unless it was finished.
    @Override
    public void close() {
        if (!finished) {
            abandon();
        }
    }

    /// Deletes the file, which no entry holds.
    public void abandon() {
        try {
            file.channel().close();
        } catch (IOException e) {
            finished = false;
        }
        files.discard(file.name());
    }
}
