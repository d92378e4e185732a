package org.postrider.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.postrider.api.mail.Content;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;

/// A message's file, its line breaks as CRLF whatever they are on the disk.
final class FileContent implements Content {
    private static final int TRIES = 5;

    private final Finder finder;
    private final long size;
    private final long diskSize;

    /// @param size with CRLF
    /// @param diskSize of the file; where it is the same as `size`, the file has CRLF already
    FileContent(Finder finder, long size, long diskSize) {
        this.finder = finder;
        this.size = size;
        this.diskSize = diskSize;
    }

    @Override
    public long size() {
        return size;
    }

    // A flag that changes renames the file: it is looked for again.
    @Override
    public InputStream open() throws IOException {
        for (int i = 1; ; i++) {
            try {
                InputStream in = openFile(finder.path(i > 1));
                return size == diskSize ? in : new CrlfStream(in);
            } catch (NoSuchFileException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /// The size that content has with CRLF.
    static long virtualSize(Path file) throws IOException {
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            byte last = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    size += buffer[i] == '\n' && last != '\r' ? 2 : 1;
                    last = buffer[i];
                }
            }
        }
        return size;
    }

    private InputStream openFile(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        if (channel.size() != diskSize) {
            channel.close();
            // A power failure while it was written, or another program changed it: its announced size would be wrong.
            throw new StoreException(Kind.DAMAGED, "the message's file has not the size that its name says");
        }
        return Channels.newInputStream(channel);
    }

    /// Where the file is now.
    @FunctionalInterface
    interface Finder {
        /// @param renamed it was not where it was thought to be
        /// @throws IOException where the message is gone
        Path path(boolean renamed) throws IOException;
    }
}
