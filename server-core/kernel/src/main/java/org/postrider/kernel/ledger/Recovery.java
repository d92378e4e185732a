package org.postrider.kernel.ledger;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
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
    private final Map<MailId, Live> live = new LinkedHashMap<>();
    private final NavigableMap<Position, List<Live>> uncertain =
            new TreeMap<>(Comparator.comparingLong(Position::segment).thenComparingLong(Position::offset));

    Recovery(StoredContent.PieceReader reader) {
        this.reader = reader;
    }

    List<Live> live() {
        return List.copyOf(live.values());
    }

    /// Deliveries to repeat, each as an entry of its own.
    List<Live> uncertain() {
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
            Entry entry = EntryCodec.readEntry(source.in, Message.of(Content.of(new byte[0])));
            Live kept = source.live(entry);
            live.put(entry.id(), kept);
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
            Live again = source.live(new Entry(named, stage, Instant.EPOCH, 0, Optional.empty(), false));
            if (!sameBoot) {
                uncertain.computeIfAbsent(position, _ -> new ArrayList<>()).add(again);
                LOG.debug("{} may have to be stored again", mail.id());
            }
        }
    }

    /// One record.
    private final class Source {
        private final long segment;
        private final long inline;
        private final DataInputStream in;

        Source(Position position, ByteBuffer payload) {
            byte[] meta = new byte[payload.getInt()];
            payload.get(meta);
            this.segment = position.segment();
            this.inline = position.offset() + Integer.BYTES + meta.length;
            this.in = new DataInputStream(new ByteArrayInputStream(meta));
        }

        Live live(Entry entry) throws IOException {
            List<Content> contents = new ArrayList<>();
            List<Piece> pieces = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                StoredContent content = EncodedPiece.read(in, reader).stored(segment, inline, reader);
                contents.add(content);
                pieces.add(content.piece());
            }
            Content whole = contents.isEmpty() ? Content.of(new byte[0]) : Content.concat(contents);
            return Live.of(RecordEncoder.withContent(entry, whole), segment, pieces);
        }
    }
}
