package org.postrider.maildir;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.postrider.api.mail.Content;

/// A message's file, its line breaks as CRLF whatever they are on the disk.
final class FileContent implements Content {
    private static final int TRIES = 5;

    private final Finder finder;
    private final long size;
    private final boolean crlf;

    /// @param size with CRLF
    /// @param crlf the file has CRLF already
    FileContent(Finder finder, long size, boolean crlf) {
        this.finder = finder;
        this.size = size;
        this.crlf = crlf;
    }

    @Override
    public long size() {
        return size;
    }

    // A flag that changes renames the file: it is looked for again.
    @Override
    public InputStream open() throws IOException {
        for (int i = 1; ; i++) {
            Path file = finder.path();
            try {
                InputStream in = Files.newInputStream(file);
                return crlf ? in : new CrlfStream(new BufferedInputStream(in, 16 * 1024));
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

    /// Where the file is now.
    @FunctionalInterface
    interface Finder {
        /// @throws IOException where the message is gone
        Path path() throws IOException;
    }

    /// Makes CRLF of each LF that has no CR before it.
    static final class CrlfStream extends FilterInputStream {
        private int last;
        private boolean owed;

        CrlfStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            if (owed) {
                owed = false;
                last = '\n';
                return '\n';
            }
            int octet = super.read();
            if (octet == '\n' && last != '\r') {
                owed = true;
                return '\r';
            }
            last = octet;
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int octet = read();
                if (octet < 0) {
                    return count == 0 ? -1 : count;
                }
                buffer[offset + count++] = (byte) octet;
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = 0;
            while (skipped < count && read() >= 0) {
                skipped++;
            }
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
