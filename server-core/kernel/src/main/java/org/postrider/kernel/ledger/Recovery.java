package org.postrider.kernel.ledger;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.kernel.journal.Journal;
import org.postrider.kernel.journal.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes through the journal and finds what is still to be done. Confined to one thread.
///
/// What was delivered and not yet covered by a checkpoint is to be delivered again where the operating system has been
/// started anew
/// since: it may not have reached the disk. Where only the process was killed, the system still has it.
final class Recovery implements Journal.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final StoredContent.PieceReader reader;
    private final Names names;
    private final Map<MailId, Live> live = new LinkedHashMap<>();
    private final NavigableMap<Position, List<Entry>> uncertain =
            new TreeMap<>(Comparator.comparingLong(Position::segment).thenComparingLong(Position::offset));

    Recovery(StoredContent.PieceReader reader, Names names) {
        this.reader = reader;
        this.names = names;
    }

    Collection<Live> live() {
        return live.values();
    }

    /// Deliveries to repeat, each as an entry of its own.
    List<Entry> uncertain() {
        return uncertain.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void record(Position position, int type, boolean sameBoot, ByteBuffer payload) throws IOException {
        switch (RecordType.of(type)) {
            case ACCEPT -> entries(new Source(position, payload));
            case REPLACE -> {
                Source source = new Source(position, payload);
                live.remove(new MailId(source.in.readUTF()));
                entries(source);
                delivered(source, position, sameBoot);
            }
            case CHECKPOINT -> certain(payload.getLong(), payload.getLong());
        }
    }

    private void certain(long segment, long offset) {
        uncertain.headMap(new Position(segment, offset, 0), true).clear();
    }

    private void entries(Source source) throws IOException {
        for (int left = source.in.readInt(); left > 0; left--) {
            Live kept = source.live();
            live.put(kept.waiting().id(), kept);
        }
    }

    private void delivered(Source source, Position position, boolean sameBoot) throws IOException {
        int first = source.in.readInt();
        boolean formFollows = first == RecordEncoder.FORM_FOLLOWS;
        int form = formFollows ? EntryCodec.readForm(source.in) : 1;
        int count = formFollows ? source.in.readInt() : first;
        for (int i = 0; i < count; i++) {
            Mail mail = EntryCodec.readMail(source.in, Message.of(Content.of(new byte[0])), form);
            Stage.Storing stage = EntryCodec.readMailbox(source.in);
            // An id of its own: part of the mail may still be alive under the old one.
            Mail named = mail.withAttribute(
                            Stage.DELIVERY_ATTRIBUTE, Stage.deliveryId(mail).value())
                    .withId(mail.id().child(i).child(0));
            Entry again = source.withContent(new Entry(named, stage, Instant.EPOCH, 0, Optional.empty(), false));
            if (!sameBoot) {
                uncertain.computeIfAbsent(position, _ -> new ArrayList<>()).add(again);
                LOG.debug("{} may have to be stored again", mail.id());
            }
        }
    }

    /// One record.
    private final class Source {
        private final long segment;
        private final long start;
        private final long inline;
        private final Meta meta;
        private final DataInputStream in;

        Source(Position position, ByteBuffer payload) {
            byte[] octets = new byte[payload.getInt()];
            payload.get(octets);
            this.segment = position.segment();
            this.start = position.offset() + Integer.BYTES;
            this.inline = start + octets.length;
            this.meta = new Meta(octets);
            this.in = new DataInputStream(meta);
        }

        // Not read but for what is always in memory.
        Live live() throws IOException {
            int from = meta.position();
            Waiting waiting = EntryCodec.skim(in, names);
            int length = meta.position() - from;
            List<Piece> pieces = contents().stream().map(StoredContent::piece).toList();
            return new Live(waiting, segment, start + from, length, pieces, null);
        }

        Entry withContent(Entry entry) throws IOException {
            return EntryCodec.withContent(entry, contents());
        }

        private List<StoredContent> contents() throws IOException {
            List<StoredContent> contents = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                contents.add(EncodedPiece.read(in, reader, names).stored(segment, inline, reader));
            }
            return contents;
        }
    }

    private static final class Meta extends ByteArrayInputStream {
        Meta(byte[] octets) {
            super(octets);
        }

        int position() {
            return pos;
        }
    }
}
