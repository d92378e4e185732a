package org.postrider.mime;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.api.mail.Content;

/// Counts how many of its octets are read; those that are skipped cost nothing.
final class CountedContent implements Content {
    private final byte[] octets;
    private final AtomicLong read = new AtomicLong();

    CountedContent(byte[] octets) {
        this.octets = octets;
    }

    long octetsRead() {
        return read.get();
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public InputStream open() {
        return new FilterInputStream(new ByteArrayInputStream(octets)) {
            @Override
            public int read() throws IOException {
                read.incrementAndGet();
                return super.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                read.addAndGet(Math.max(count, 0));
                return count;
            }
        };
    }
}
