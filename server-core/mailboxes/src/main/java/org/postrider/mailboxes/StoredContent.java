package org.postrider.mailboxes;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;

/// A message of the store. Whatever fails while it is read is a [StoreException], and so is told apart from what fails
/// where it is written.
record StoredContent(Content content) implements Content {
    static StoredContent of(Mailbox mailbox, long uid) throws StoreException {
        return new StoredContent(mailbox.content(uid));
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public InputStream open() throws StoreException {
        try {
            return new Stream(content.open());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static StoreException failure(IOException e) {
        if (e instanceof StoreException known) {
            return known;
        }
        Kind kind = e instanceof NoSuchFileException ? Kind.NOT_FOUND : Kind.DAMAGED;
        return new StoreException(kind, String.valueOf(e.getMessage()), e);
    }

    private static final class Stream extends FilterInputStream {
        Stream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws StoreException {
            try {
                return super.read();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws StoreException {
            try {
                return super.read(into, offset, length);
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }
}
