package org.postrider.kernel.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.kernel.journal.Position;

/// Puts a record's payload together: the length of the metadata (an int), the metadata, the octets that the spool does
/// not
/// have yet. Confined to one thread.
final class RecordEncoder {
    /// In the place of the number of deliveries, which stood there alone when there was one form only.
    static final int FORM_FOLLOWS = -1;

    private final ContentFiles files;
    private final Names names;
    private final ByteArrayOutputStream meta = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(meta);
    private final List<ByteBuffer> fresh = new ArrayList<>();
    private final List<Encoded> entries = new ArrayList<>();
    private long freshOctets;

    RecordEncoder(ContentFiles files, Names names) {
        this.files = files;
        this.names = names;
    }

    RecordEncoder old(MailId id) throws IOException {
        out.writeUTF(id.value());
        return this;
    }

    RecordEncoder entries(List<Entry> added) throws IOException {
        out.writeInt(added.size());
        for (Entry entry : added) {
            int start = meta.size();
            Waiting waiting = EntryCodec.writeEntry(out, entry, names);
            int length = meta.size() - start;
            entries.add(new Encoded(waiting, entry, start, length, pieces(entry.mail())));
        }
        return this;
    }

    /// An entry as it is, with its content elsewhere.
    ///
    /// @param encoded as the journal has it
    RecordEncoder moved(Waiting waiting, byte[] encoded, List<Piece> pieces) throws IOException {
        out.writeInt(1);
        int start = meta.size();
        out.write(encoded);
        List<EncodedPiece> kept = new ArrayList<>(pieces.size());
        out.writeInt(pieces.size());
        for (Piece piece : pieces) {
            EncodedPiece.Kept each = new EncodedPiece.Kept(files.content(piece));
            each.write(out);
            kept.add(each);
        }
        entries.add(new Encoded(waiting, null, start, encoded.length, kept));
        return this;
    }

    RecordEncoder delivered(List<Ledger.Delivered> delivered) throws IOException {
        out.writeInt(FORM_FOLLOWS);
        out.writeByte(EntryCodec.FORM);
        out.writeInt(delivered.size());
        for (Ledger.Delivered each : delivered) {
            EntryCodec.writeMail(out, each.mail());
            EntryCodec.writeMailbox(out, each.mailbox(), each.flags());
            pieces(each.mail());
        }
        return this;
    }

    /// To be appended once.
    ByteBuffer[] payload() {
        ByteBuffer[] payload = new ByteBuffer[fresh.size() + 2];
        payload[0] = ByteBuffer.allocate(Integer.BYTES).putInt(meta.size()).flip();
        payload[1] = ByteBuffer.wrap(meta.toByteArray());
        for (int i = 0; i < fresh.size(); i++) {
            payload[i + 2] = fresh.get(i);
        }
        return payload;
    }

    /// The entries as they are kept, once it is known where the payload stands.
    List<Live> live(Position position, StoredContent.PieceReader reader) {
        long start = position.offset() + Integer.BYTES;
        long inline = start + meta.size();
        List<Live> live = new ArrayList<>(entries.size());
        for (Encoded encoded : entries) {
            List<StoredContent> contents = new ArrayList<>();
            for (EncodedPiece piece : encoded.pieces()) {
                contents.add(piece.stored(position.segment(), inline, reader));
            }
            Entry entry = encoded.entry();
            live.add(new Live(
                    encoded.waiting(),
                    position.segment(),
                    start + encoded.start(),
                    encoded.length(),
                    contents.stream().map(StoredContent::piece).toList(),
                    entry == null ? null : EntryCodec.withContent(entry, contents)));
        }
        return live;
    }

    private List<EncodedPiece> pieces(Mail mail) throws IOException {
        List<EncodedPiece> pieces = new ArrayList<>();
        for (Content part : mail.message().content().parts()) {
            if (part.size() > 0) {
                pieces.add(piece(mail.id(), part));
            }
        }
        out.writeInt(pieces.size());
        for (EncodedPiece piece : pieces) {
            piece.write(out);
        }
        return pieces;
    }

    private EncodedPiece piece(MailId id, Content part) throws IOException {
        if (part instanceof StoredContent stored) {
            return new EncodedPiece.Kept(stored);
        }
        if (part.size() > JournalLedger.INLINE_OCTETS_MAX) {
            Piece piece = new Piece.Filed(files.write(id, part), 0, part.size());
            return new EncodedPiece.Kept(files.content(piece));
        }
        byte[] octets = part.readAll(JournalLedger.INLINE_OCTETS_MAX);
        fresh.add(ByteBuffer.wrap(octets));
        EncodedPiece inline = new EncodedPiece.Inline(freshOctets, octets);
        freshOctets += octets.length;
        return inline;
    }

    /// @param start of the encoded entry in the metadata
    private record Encoded(Waiting waiting, @Nullable Entry entry, int start, int length, List<EncodedPiece> pieces) {}
}
