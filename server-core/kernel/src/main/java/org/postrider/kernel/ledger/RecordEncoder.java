package org.postrider.kernel.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.kernel.journal.Position;

/// Puts a record's payload together: the length of the metadata (an int), the metadata, the octets that the spool does
/// not
/// have yet. Confined to one thread.
final class RecordEncoder {
    /// In the place of the number of deliveries, which stood there alone when there was one form only.
    static final int FORM_FOLLOWS = -1;

    private final ContentFiles files;
    private final ByteArrayOutputStream meta = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(meta);
    private final List<ByteBuffer> fresh = new ArrayList<>();
    private final List<Encoded> entries = new ArrayList<>();
    private long freshOctets;

    RecordEncoder(ContentFiles files) {
        this.files = files;
    }

    RecordEncoder old(MailId id) throws IOException {
        out.writeUTF(id.value());
        return this;
    }

    RecordEncoder entries(List<Entry> added) throws IOException {
        out.writeInt(added.size());
        for (Entry entry : added) {
            EntryCodec.writeEntry(out, entry);
            entries.add(new Encoded(entry, pieces(entry.mail())));
        }
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
        long inline = position.offset() + Integer.BYTES + meta.size();
        List<Live> live = new ArrayList<>(entries.size());
        for (Encoded encoded : entries) {
            List<Content> contents = new ArrayList<>();
            List<Piece> pieces = new ArrayList<>();
            for (EncodedPiece encodedPiece : encoded.pieces()) {
                StoredContent content = encodedPiece.stored(position.segment(), inline, reader);
                contents.add(content);
                pieces.add(content.piece());
            }
            Content whole = contents.isEmpty() ? Content.of(new byte[0]) : Content.concat(contents);
            live.add(Live.of(withContent(encoded.entry(), whole), position.segment(), pieces));
        }
        return live;
    }

    static Entry withContent(Entry entry, Content content) {
        Mail mail = entry.mail().withMessage(Message.of(content));
        return new Entry(mail, entry.stage(), entry.notBefore(), entry.attempts(), entry.lastReply(), entry.held());
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

    private record Encoded(Entry entry, List<EncodedPiece> pieces) {}
}
