package org.postrider.imap.structure;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.mime.MimeEntity;

/// Computes of each message what clients ask for again and again: ENVELOPE, BODY, BODYSTRUCTURE as they go over
/// the wire, the header, and where each part stands.
public final class ImapStructure implements DerivedField {
    /// A longer header is read from the message.
    private static final int HEADER_OCTETS_MAX = 64 * 1024;

    /// What comes first: the day of the Date field.
    static final int DATE_OCTETS = Long.BYTES;

    private static final long NO_DATE = Long.MIN_VALUE;

    @Override
    public String name() {
        return "imap-structure-2";
    }

    @Override
    public byte[] derive(Content content) throws IOException {
        MimeEntity root = MimeEntity.parse(content);
        WireText envelope = new WireText();
        EnvelopeWriter.write(root.headers(), envelope);
        WireText body = new WireText();
        new BodyStructureWriter(body, false).write(root);
        WireText structure = new WireText();
        new BodyStructureWriter(structure, true).write(root);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeLong(root.headers()
                    .first("Date")
                    .flatMap(SentDate::parse)
                    .map(LocalDate::toEpochDay)
                    .orElse(NO_DATE));
            block(out, envelope.octets());
            block(out, body.octets());
            block(out, structure.octets());
            byte[] header = root.headers().octets();
            block(out, header.length <= HEADER_OCTETS_MAX ? header : new byte[0]);
            out.writeBoolean(header.length <= HEADER_OCTETS_MAX);
            part(out, root);
        }
        return octets.toByteArray();
    }

    /// Reads what [#derive] wrote.
    ///
    /// @throws IOException where it is cut off
    public static Structure read(byte[] octets) throws IOException {
        return new Structure(octets);
    }

    /// The day in the Date field, of what [#derive] wrote; empty where there is none.
    public static Optional<LocalDate> sentDay(byte[] octets) throws IOException {
        if (octets.length < Long.BYTES) {
            throw new IOException("the structure of a message is cut off");
        }
        long day = ByteBuffer.wrap(octets).getLong();
        return day == NO_DATE ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(day));
    }

    private static void part(DataOutputStream out, MimeEntity entity) throws IOException {
        out.writeLong(entity.headerOffset());
        out.writeLong(entity.bodyOffset());
        out.writeLong(entity.bodyLength());
        out.writeBoolean(entity.isMultipart());
        out.writeBoolean(entity.isMessage());
        out.writeInt(entity.children().size());
        for (MimeEntity child : entity.children()) {
            part(out, child);
        }
    }

    static Part part(DataInputStream in) throws IOException {
        long header = in.readLong();
        long body = in.readLong();
        long length = in.readLong();
        boolean multipart = in.readBoolean();
        boolean message = in.readBoolean();
        Part[] children = new Part[in.readInt()];
        for (int i = 0; i < children.length; i++) {
            children[i] = part(in);
        }
        return new Part(header, body, length, multipart, message, List.of(children));
    }

    private static void block(DataOutputStream out, byte[] octets) throws IOException {
        out.writeInt(octets.length);
        out.write(octets);
    }

    /// Where a part stands in the message.
    ///
    /// @param children of a multipart; the message inside a message
    public record Part(
            long headerOffset,
            long bodyOffset,
            long bodyLength,
            boolean multipart,
            boolean message,
            List<Part> children) {
        public Part {
            children = List.copyOf(children);
        }

        /// The part with that number (RFC 3501 §6.4.5); empty where there is none.
        public Optional<Part> find(List<Integer> numbers) {
            Part part = this;
            boolean top = true;
            for (int number : numbers) {
                // The message itself has its parts or is one; only a part that is a message has parts by what is
                // inside.
                Part holder = part.message && !top ? part.children.getFirst() : part;
                if (holder.multipart) {
                    if (number > holder.children.size()) {
                        return Optional.empty();
                    }
                    part = holder.children.get(number - 1);
                } else if (number == 1 && (top || part.message)) {
                    // The one part of what is no multipart: its body.
                    part = holder;
                } else {
                    return Optional.empty();
                }
                top = false;
            }
            return Optional.of(part);
        }
    }
}
