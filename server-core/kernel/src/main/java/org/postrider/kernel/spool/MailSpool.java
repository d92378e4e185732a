package org.postrider.kernel.spool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.spool.Spool;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.LargeContent;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.rehearsal.Rehearsal;

/// Takes mail in: content into memory or a file, then everything durably into the ledger. Thread-safe.
public final class MailSpool implements Spool {
    private static final long DISK_LOOK_NANOS = 500_000_000L;

    private final SpoolConfig config;
    private final JournalLedger ledger;
    private final EventLog events;
    private final InstantSource clock;
    private final MailIds ids;
    private volatile long diskLookedAt = System.nanoTime() - DISK_LOOK_NANOS;
    private volatile boolean diskHasRoom = true;

    public MailSpool(SpoolConfig config, JournalLedger ledger, EventLog events, InstantSource clock) {
        this.config = config;
        this.ledger = ledger;
        this.events = events;
        this.clock = clock;
        this.ids = new MailIds(clock);
    }

    @Override
    public Draft begin() throws IOException {
        return new SpoolDraft(nextId());
    }

    /// Why it takes no mail now; empty where it does.
    public Optional<String> trouble() throws IOException {
        if (ledger.size() >= config.mailsMax()) {
            return Optional.of("the spool has " + ledger.size() + " mails, as many as mailsMax allows");
        }
        if (!diskHasRoom()) {
            return Optional.of("the disk of " + config.folder() + " has less than " + config.diskFreeMin() + " free");
        }
        return Optional.empty();
    }

    private MailId nextId() throws IOException {
        Optional<String> trouble = trouble();
        if (trouble.isPresent()) {
            throw new IOException(trouble.get());
        }
        return ids.next();
    }

    /// Takes a whole mail, under a new id, for a processor.
    ///
    /// @throws IOException as [#begin] and [Draft#accept]
    public MailId accept(Mail mail, String processor) throws IOException {
        try (SpoolDraft draft = new SpoolDraft(nextId())) {
            mail.message().content().writeTo(draft.content());
            return draft.accept(mail.withId(draft.id()), processor);
        }
    }

    private boolean diskHasRoom() throws IOException {
        if (System.nanoTime() - diskLookedAt >= DISK_LOOK_NANOS) {
            diskLookedAt = System.nanoTime();
            Path folder = config.folder();
            diskHasRoom = Files.getFileStore(folder).getUsableSpace()
                    >= config.diskFreeMin().octets();
        }
        return diskHasRoom;
    }

    private final class SpoolDraft extends OutputStream implements Draft {
        private final MailId id;
        private byte[] memory = new byte[16 * 1024];
        private int memorySize;
        private long size;
        private @Nullable LargeContent file;
        private boolean accepted;

        SpoolDraft(MailId id) {
            this.id = id;
        }

        @Override
        public MailId id() {
            return id;
        }

        @Override
        public OutputStream content() {
            return this;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, octets.length);
            if (file == null
                    && memorySize + length > config.memoryPerMessageMax().octets()) {
                file = ledger.largeContent(id);
                file.write(memory, 0, memorySize);
                memory = new byte[0];
            }
            if (file != null) {
                file.write(octets, offset, length);
            } else {
                if (memorySize + length > memory.length) {
                    memory = Arrays.copyOf(memory, Math.max(2 * memory.length, memorySize + length));
                }
                System.arraycopy(octets, offset, memory, memorySize, length);
                memorySize += length;
            }
            size += length;
        }

        @Override
        public MailId accept(Envelope envelope, Origin origin) throws IOException {
            Mail mail = new Mail(id, envelope, Message.of(Content.of(new byte[0])), origin, Map.of());
            return accept(mail, Pipeline.ROOT);
        }

        // All but its content, which was written.
        MailId accept(Mail given, String processor) throws IOException {
            if (accepted) {
                throw new IllegalStateException(id + " has been accepted already");
            }
            if (Rehearsal.insteadOf("sends another mail to "
                    + given.recipients().stream().map(Recipient::toString).collect(Collectors.joining(", ")))) {
                return id;
            }
            Content content = file == null ? Content.of(Arrays.copyOf(memory, memorySize)) : file.finish();
            Mail mail = given.withMessage(Message.of(content));
            Instant now = clock.instant();
            // RFC 4865 §4: what its sender holds until later does not even begin before.
            Instant begin = mail.envelope()
                    .parameters()
                    .holdUntil()
                    .filter(now::isBefore)
                    .orElse(now);
            Entry entry = Entry.due(mail, new Stage.Processing(processor), now).withNotBefore(begin);
            ledger.accept(entry, () -> events.record(new MailEvent.Received(id, mail.envelope(), mail.origin(), size)));
            accepted = true;
            return id;
        }

        @Override
        public void close() {
            if (file != null && !accepted) {
                file.abandon();
            }
        }
    }
}
