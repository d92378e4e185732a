package org.postrider.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postrider.api.mail.Content;

/// A content made of another each time that it is read; only its size is kept. Thread-safe.
final class StreamedContent implements Content {
    private final Content from;
    private final Opener opener;
    private final long size;

    /// Reads it once, for its size.
    StreamedContent(Content from, Opener opener) throws IOException {
        this.from = from;
        this.opener = opener;
        try (InputStream in = open()) {
            this.size = in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// Makes the stream that gives the content.
    @FunctionalInterface
    interface Opener {
        /// @param in the other content; closed by the stream that is made of it
        InputStream open(InputStream in) throws IOException;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return opener.open(from.open());
    }
}
