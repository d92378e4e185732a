package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.spool.Spool;

/// A spool that keeps what it accepts in memory, in order, under the ids `M1`, `M2`, ... Thread-safe.
public final class MemorySpool implements Spool {
    private final List<Mail> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger drafts = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;

    /// Where the spool fails.
    public enum Fault {
        NONE,
        /// [Spool#begin()] throws.
        BEGIN,
        /// Writing the content throws.
        WRITE,
        /// [Spool.Draft#accept] throws.
        ACCEPT
    }

    /// From now on it fails there.
    public void failAt(Fault where) {
        fault = where;
    }

    /// What was accepted so far.
    public List<Mail> accepted() {
        return List.copyOf(accepted);
    }

    /// The content of the one mail that was accepted, decoded as ISO 8859-1.
    ///
    /// @throws IllegalStateException where it is not one
    public String onlyContent() {
        if (accepted.size() != 1) {
            throw new IllegalStateException(accepted.size() + " mails were accepted, not one");
        }
        return contentOf(accepted.getFirst());
    }

    /// The content of a mail, decoded as ISO 8859-1.
    public static String contentOf(Mail mail) {
        try {
            return new String(mail.message().content().readAll(Integer.MAX_VALUE), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Draft begin() throws IOException {
        failIf(Fault.BEGIN);
        return new MemoryDraft(new MailId("M" + drafts.incrementAndGet()));
    }

    private void failIf(Fault where) throws IOException {
        if (fault == where) {
            throw new IOException("the disk is full");
        }
    }

    private final class MemoryDraft implements Draft {
        private final MailId id;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        MemoryDraft(MailId id) {
            this.id = id;
        }

        @Override
        public MailId id() {
            return id;
        }

        @Override
        public OutputStream content() {
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    failIf(Fault.WRITE);
                    octets.write(octet);
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    failIf(Fault.WRITE);
                    octets.write(buffer, offset, length);
                }
            };
        }

        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public MailId accept(Envelope envelope, Origin origin) throws IOException {
            failIf(Fault.ACCEPT);
            accepted.add(new Mail(id, envelope, Message.of(Content.of(octets.toByteArray())), origin, Map.of()));
            return id;
        }

        @Override
        public void close() {
            // Memory only.
        }
    }
}
