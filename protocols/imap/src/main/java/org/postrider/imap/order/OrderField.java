package org.postrider.imap.order;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Message;
import org.postrider.api.store.DerivedField;
import org.postrider.imap.structure.Addresses;
import org.postrider.imap.structure.Addresses.Address;
import org.postrider.imap.structure.SentDate;
import org.postrider.mime.HeaderText;

/// Computes of each message what SORT and THREAD go by.
public final class OrderField implements DerivedField {
    private static final int TEXT_MAX = 1000;
    private static final long NO_TIME = Long.MIN_VALUE;

    @Override
    public String name() {
        return "imap-order-1";
    }

    @Override
    public byte[] derive(Content content) throws IOException {
        Headers headers = Message.of(content).headers();
        String date = headers.first("Date").orElse("");
        BaseSubject subject = BaseSubject.of(headers.first("Subject").orElse(""));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(octets)) {
            out.writeLong(SentTime.parse(date).orElse(NO_TIME));
            out.writeLong(SentDate.parse(date).map(LocalDate::toEpochDay).orElse(NO_TIME));
            out.writeBoolean(subject.reply());
            text(out, Collation.key(subject.text()));
            text(out, mailbox(headers, "From"));
            text(out, mailbox(headers, "To"));
            text(out, mailbox(headers, "Cc"));
            text(out, shown(headers, "From"));
            text(out, shown(headers, "To"));
            List<String> own = MessageIds.in(headers.first("Message-ID").orElse(""));
            text(out, own.isEmpty() ? "" : own.getFirst());
            List<String> references = references(headers);
            out.writeShort(references.size());
            for (String reference : references) {
                text(out, reference);
            }
        }
        return octets.toByteArray();
    }

    // RFC 5256 §3: those of References; without any, the first of In-Reply-To
    private static List<String> references(Headers headers) {
        List<String> found = MessageIds.in(headers.first("References").orElse(""));
        if (!found.isEmpty()) {
            return found;
        }
        List<String> parents = MessageIds.in(headers.first("In-Reply-To").orElse(""));
        return parents.isEmpty() ? List.of() : List.of(parents.getFirst());
    }

    // RFC 5256 §3: the mailbox of the first address, as ENVELOPE has it
    private static String mailbox(Headers headers, String name) {
        String mailbox = first(headers, name).map(Address::mailbox).orElse("");
        return Collation.key(mailbox);
    }

    // RFC 5957 §3: the name that is displayed; else the address
    private static String shown(Headers headers, String name) {
        Optional<Address> first = first(headers, name);
        if (first.isEmpty()) {
            return "";
        }
        Address address = first.get();
        String display =
                address.name() == null ? "" : HeaderText.decode(address.name()).strip();
        if (!display.isEmpty()) {
            return Collation.key(display);
        }
        String mailbox = address.mailbox() == null ? "" : address.mailbox();
        // Of a group, its name.
        return Collation.key(address.host() == null ? HeaderText.decode(mailbox) : mailbox + "@" + address.host());
    }

    private static Optional<Address> first(Headers headers, String name) {
        return headers.first(name)
                .map(Addresses::parse)
                .flatMap(found -> found.stream().findFirst());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        String kept = text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
        byte[] octets = kept.getBytes(StandardCharsets.UTF_8);
        out.writeShort(octets.length);
        out.write(octets);
    }

    /// Reads what [#derive] wrote.
    static Row read(byte[] octets) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets))) {
            long time = in.readLong();
            long day = in.readLong();
            boolean reply = in.readBoolean();
            String[] texts = new String[6];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = text(in);
            }
            String id = text(in);
            String[] references = new String[in.readUnsignedShort()];
            for (int i = 0; i < references.length; i++) {
                references[i] = text(in);
            }
            return new Row(
                    time == NO_TIME ? Optional.empty() : Optional.of(time),
                    day == NO_TIME ? Optional.empty() : Optional.of(day),
                    reply,
                    List.of(texts),
                    id,
                    List.of(references));
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    }

    /// @param sent seconds since 1970, in UTC
    /// @param day days since 1970, as it stands in the field whatever the zone
    /// @param texts in the order of [OrderTable.Text]
    /// @param id empty for none
    record Row(
            Optional<Long> sent,
            Optional<Long> day,
            boolean reply,
            List<String> texts,
            String id,
            List<String> references) {}
}
