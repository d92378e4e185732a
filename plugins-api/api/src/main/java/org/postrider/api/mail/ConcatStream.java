package org.postrider.api.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/// Reads contents one after the other; only the one that is being read is open. Confined to one thread.
final class ConcatStream extends InputStream {
    private final Iterator<Content> next;
    private InputStream current = InputStream.nullInputStream();

    ConcatStream(List<Content> contents) {
        this.next = contents.iterator();
    }

    @Override
    public int read() throws IOException {
        int octet = current.read();
        while (octet < 0 && advance()) {
            octet = current.read();
        }
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        int count = current.read(buffer, offset, length);
        while (count < 0 && advance()) {
            count = current.read(buffer, offset, length);
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        return current.available();
    }

    @Override
    public void close() throws IOException {
        current.close();
    }

    private boolean advance() throws IOException {
        if (!next.hasNext()) {
            return false;
        }
        current.close();
        current = next.next().open();
        return true;
    }
}
