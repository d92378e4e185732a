package org.postrider.mbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.postrider.api.mail.Content;
import org.postrider.mbox.format.MboxMessage;
import org.postrider.mbox.format.MboxReader;

/// A message in its mailbox's file, which is locked for each piece that is read and not in between: a client that reads
/// slowly holds up nobody. Thread-safe; a stream is confined to one thread.
final class MessageContent implements Content {
    private final MboxMailbox mailbox;
    private final long uid;
    private final long size;

    MessageContent(MboxMailbox mailbox, long uid, long size) {
        this.mailbox = mailbox;
        this.uid = uid;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        Raw raw = new Raw();
        MboxReader reader = MboxReader.ofOne(raw, mailbox.place(uid).length());
        raw.reader = reader;
        return reader.next()
                .map(MboxMessage::content)
                .orElseThrow(() -> new IOException("the mailbox was changed while the message was read"));
    }

    /// Where a message is in the file.
    ///
    /// @param generation of the mailbox: another one after messages were moved
    record Place(long offset, long length, long generation) {}

    /// The message as it stands in the file.
    private final class Raw extends InputStream {
        private org.postrider.mbox.format.@org.jspecify.annotations.Nullable MboxReader reader;
        private Place place = new Place(0, 0, -1);
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            return mailbox.read(uid, this::at, into, offset, length);
        }

        // Where to read on, wherever the message is by now.
        private long at(Place now, int count) throws IOException {
            if (position > 0 && now.generation() != place.generation()) {
                if (reader == null || !reader.isPastHeader()) {
                    throw new IOException("the mailbox was changed while the message was read");
                }
                // Only what is before the body can have become longer or shorter.
                position += now.length() - place.length();
            }
            place = now;
            long from = position;
            position += Math.min(count, Math.max(0, now.length() - position));
            return from;
        }
    }

    /// Knows how far a message was read.
    @FunctionalInterface
    interface Cursor {
        /// @param count how much can be taken
        /// @return where in the message it is to be read from
        long at(Place now, int count) throws IOException;
    }
}
