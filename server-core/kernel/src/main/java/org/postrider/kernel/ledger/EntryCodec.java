package org.postrider.kernel.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;

/// Writes and reads everything of an entry but its content, in the order of the records' components.
///
/// A number at the start tells the form, so that a later version reads what an earlier one wrote.
final class EntryCodec {
    /// 1 had of a mail's parameters only body, SMTPUTF8, RET and ENVID; 2 did not begin with what [Waiting] says.
    static final int FORM = 3;
    private static final int RECIPIENTS_MAX = 10_000_000;

    private EntryCodec() {}

    static byte[] write(Writing writing) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
        try {
            writing.to(new DataOutputStream(octets));
        } catch (IOException e) {
            throw new IllegalStateException("memory takes everything", e);
        }
        return octets.toByteArray();
    }

    /// @return what it says of the entry at its start
    static Waiting writeEntry(DataOutputStream out, Entry entry, Names names) throws IOException {
        Waiting waiting = Waiting.of(entry, names);
        byte[] body = write(to -> writeBody(to, entry));
        out.writeByte(FORM);
        WaitingCodec.write(out, waiting);
        out.writeInt(body.length);
        out.write(body);
        return waiting;
    }

    static Entry readEntry(DataInputStream in, Message message) throws IOException {
        int form = readForm(in);
        if (form < 3) {
            return readOldBody(in, message, form);
        }
        Waiting waiting = WaitingCodec.read(in, new Names());
        in.readInt();
        Mail mail = readMail(in, message, form);
        Stage stage = readStage(in);
        Instant notBefore = Instant.ofEpochMilli(waiting.notBefore());
        return new Entry(mail, stage, notBefore, readTries(in), waiting.held());
    }

    /// Reads no more than what is always in memory, and goes to the end of the entry.
    static Waiting skim(DataInputStream in, Names names) throws IOException {
        int form = readForm(in);
        if (form < 3) {
            return Waiting.of(readOldBody(in, Message.of(Content.of(new byte[0])), form), names);
        }
        Waiting waiting = WaitingCodec.read(in, names);
        in.skipNBytes(in.readInt());
        return waiting;
    }

    static Entry withContent(Entry entry, List<StoredContent> contents) {
        Content whole = contents.isEmpty() ? Content.of(new byte[0]) : Content.concat(List.copyOf(contents));
        return entry.withMail(entry.mail().withMessage(Message.of(whole)));
    }

    private static void writeBody(DataOutputStream out, Entry entry) throws IOException {
        writeMail(out, entry.mail());
        writeStage(out, entry.stage());
        writeTries(out, entry.tries());
    }

    private static Entry readOldBody(DataInputStream in, Message message, int form) throws IOException {
        return new Entry(
                readMail(in, message, form),
                readStage(in),
                readInstant(in),
                in.readInt(),
                readOptional(in, EntryCodec::readReply),
                in.readBoolean());
    }

    // Most recipients have the same reply: each different one stands there once.
    private static void writeTries(DataOutputStream out, Tries tries) throws IOException {
        out.writeInt(tries.count());
        writeInstant(out, tries.since());
        writeOptional(out, tries.last(), EntryCodec::writeInstant);
        writeOptional(out, tries.lastReply(), EntryCodec::writeReply);
        Map<Reply, List<MailAddress>> byReply = new LinkedHashMap<>();
        tries.replies()
                .forEach((address, reply) ->
                        byReply.computeIfAbsent(reply, _ -> new ArrayList<>()).add(address));
        out.writeInt(byReply.size());
        for (Map.Entry<Reply, List<MailAddress>> each : byReply.entrySet()) {
            writeReply(out, each.getKey());
            out.writeInt(each.getValue().size());
            for (MailAddress address : each.getValue()) {
                writeAddress(out, address);
            }
        }
    }

    private static Tries readTries(DataInputStream in) throws IOException {
        int count = in.readInt();
        Instant since = readInstant(in);
        Optional<Instant> last = readOptional(in, EntryCodec::readInstant);
        Optional<Reply> lastReply = readOptional(in, EntryCodec::readReply);
        Map<MailAddress, Reply> replies = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            Reply reply = readReply(in);
            for (int addresses = in.readInt(); addresses > 0; addresses--) {
                replies.put(readAddress(in), reply);
            }
        }
        return new Tries(count, since, last, lastReply, replies);
    }

    static int readForm(DataInputStream in) throws IOException {
        int form = in.readUnsignedByte();
        if (form < 1 || form > FORM) {
            throw new IOException("an entry of form " + form + ", which this version does not know");
        }
        return form;
    }

    static void writeMail(DataOutputStream out, Mail mail) throws IOException {
        out.writeUTF(mail.id().value());
        writeOptional(out, mail.reversePath().address(), EntryCodec::writeAddress);
        out.writeInt(mail.recipients().size());
        for (Recipient recipient : mail.recipients()) {
            writeRecipient(out, recipient);
        }
        ParametersCodec.write(out, mail.envelope().parameters());
        writeOrigin(out, mail.origin());
        out.writeInt(mail.attributes().size());
        for (Map.Entry<String, String> attribute : mail.attributes().entrySet()) {
            out.writeUTF(attribute.getKey());
            writeText(out, attribute.getValue());
        }
    }

    /// @param form that [#readForm] said
    static Mail readMail(DataInputStream in, Message message, int form) throws IOException {
        MailId id = new MailId(in.readUTF());
        ReversePath reversePath = new ReversePath(readOptional(in, EntryCodec::readAddress));
        int count = in.readInt();
        if (count < 1 || count > RECIPIENTS_MAX) {
            throw new IOException(count + " recipients");
        }
        List<Recipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(readRecipient(in));
        }
        MailParameters parameters = ParametersCodec.read(in, form);
        Origin origin = readOrigin(in);
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            attributes.put(in.readUTF(), readText(in));
        }
        return new Mail(id, new Envelope(reversePath, recipients, parameters), message, origin, attributes);
    }

    static void writeMailbox(DataOutputStream out, MailboxName mailbox, Flags flags) throws IOException {
        out.writeByte(mailbox.path().size());
        for (String element : mailbox.path()) {
            out.writeUTF(element);
        }
        out.writeInt(flags.systemBits());
        out.writeShort(flags.keywords().size());
        for (Keyword keyword : flags.keywords()) {
            out.writeUTF(keyword.name());
        }
    }

    static Stage.Storing readMailbox(DataInputStream in) throws IOException {
        List<String> path = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            path.add(in.readUTF());
        }
        int system = in.readInt();
        Set<Keyword> keywords = new java.util.HashSet<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            keywords.add(Keyword.of(in.readUTF()));
        }
        return new Stage.Storing(new MailboxName(path), Flags.ofBits(system, keywords));
    }

    private static void writeStage(DataOutputStream out, Stage stage) throws IOException {
        switch (stage) {
            case Stage.Processing(var processor) -> {
                out.writeByte(1);
                out.writeUTF(processor);
            }
            case Stage.Relaying(var route) -> {
                out.writeByte(2);
                writeRoute(out, route);
            }
            case Stage.Storing(var mailbox, var flags) -> {
                out.writeByte(3);
                writeMailbox(out, mailbox, flags);
            }
        }
    }

    private static Stage readStage(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> new Stage.Processing(in.readUTF());
            case 2 -> new Stage.Relaying(readRoute(in));
            case 3 -> readMailbox(in);
            default -> throw new IOException("a stage of kind " + kind + ", which this version does not know");
        };
    }

    private static void writeRoute(DataOutputStream out, Route route) throws IOException {
        out.writeUTF(route.transport());
        out.writeShort(route.hosts().size());
        for (HostPort host : route.hosts()) {
            out.writeUTF(host.host());
            out.writeInt(host.port().orElse(-1));
        }
        out.writeUTF(route.tls().name());
        writeOptional(out, route.credentials(), (o, credentials) -> {
            o.writeUTF(credentials.user());
            o.writeUTF(credentials.password().value());
        });
    }

    private static Route readRoute(DataInputStream in) throws IOException {
        String transport = in.readUTF();
        List<HostPort> hosts = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            String host = in.readUTF();
            int port = in.readInt();
            hosts.add(new HostPort(host, port < 0 ? OptionalInt.empty() : OptionalInt.of(port)));
        }
        TlsLevel tls = TlsLevel.valueOf(in.readUTF());
        return new Route(
                transport,
                hosts,
                tls,
                readOptional(in, i -> new Route.Credentials(i.readUTF(), new Secret(i.readUTF()))));
    }

    private static void writeRecipient(DataOutputStream out, Recipient recipient) throws IOException {
        writeAddress(out, recipient.address());
        int bits = 0;
        for (DsnRequest.Notify value : recipient.dsn().notifyOn()) {
            bits |= 1 << notifyBit(value);
        }
        out.writeByte(bits);
        writeOptional(out, recipient.dsn().originalRecipient(), (o, text) -> o.writeUTF(text));
    }

    private static Recipient readRecipient(DataInputStream in) throws IOException {
        MailAddress address = readAddress(in);
        int bits = in.readUnsignedByte();
        Set<DsnRequest.Notify> notifyOn = EnumSet.noneOf(DsnRequest.Notify.class);
        for (DsnRequest.Notify value : DsnRequest.Notify.values()) {
            if ((bits & (1 << notifyBit(value))) != 0) {
                notifyOn.add(value);
            }
        }
        return new Recipient(address, new DsnRequest(notifyOn, readOptional(in, i -> i.readUTF())));
    }

    private static int notifyBit(DsnRequest.Notify value) {
        return switch (value) {
            case NEVER -> 0;
            case SUCCESS -> 1;
            case FAILURE -> 2;
            case DELAY -> 3;
        };
    }

    private static void writeOrigin(DataOutputStream out, Origin origin) throws IOException {
        out.writeUTF(origin.protocol());
        out.writeUTF(origin.listener());
        writeOptional(out, origin.client(), (o, client) -> {
            byte[] octets = client.getAddress();
            o.writeByte(octets.length);
            o.write(octets);
        });
        writeText(out, origin.hello());
        writeOptional(out, origin.user(), EntryCodec::writeAddress);
        out.writeBoolean(origin.trusted());
        writeInstant(out, origin.receivedAt());
    }

    private static Origin readOrigin(DataInputStream in) throws IOException {
        return new Origin(
                in.readUTF(),
                in.readUTF(),
                readOptional(in, i -> InetAddress.getByAddress(i.readNBytes(i.readUnsignedByte()))),
                readText(in),
                readOptional(in, EntryCodec::readAddress),
                in.readBoolean(),
                readInstant(in));
    }

    private static void writeAddress(DataOutputStream out, MailAddress address) throws IOException {
        out.writeUTF(address.localPart());
        out.writeUTF(address.domain().name());
    }

    private static MailAddress readAddress(DataInputStream in) throws IOException {
        String localPart = in.readUTF();
        return MailAddress.of(localPart, new Domain(in.readUTF()));
    }

    private static void writeReply(DataOutputStream out, Reply reply) throws IOException {
        out.writeShort(reply.code());
        out.writeUTF(reply.status());
        writeText(out, reply.text());
    }

    private static Reply readReply(DataInputStream in) throws IOException {
        int code = in.readUnsignedShort();
        return new Reply(code, in.readUTF(), readText(in));
    }

    static void writeInstant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.toEpochMilli());
    }

    static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    // writeUTF takes 65,535 octets; a text may be longer.
    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] octets = in.readNBytes(Math.max(length, 0));
        if (octets.length != length) {
            throw new IOException("a text of " + length + " octets ends early");
        }
        return new String(octets, java.nio.charset.StandardCharsets.UTF_8);
    }

    static <T> void writeOptional(DataOutputStream out, Optional<T> value, ValueWriter<T> writer) throws IOException {
        out.writeBoolean(value.isPresent());
        if (value.isPresent()) {
            writer.write(out, value.get());
        }
    }

    static <T> Optional<T> readOptional(DataInputStream in, ValueReader<T> reader) throws IOException {
        return in.readBoolean() ? Optional.of(reader.read(in)) : Optional.empty();
    }

    @FunctionalInterface
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    interface ValueWriter<T> {
        void write(DataOutputStream out, T value) throws IOException;
    }

    @FunctionalInterface
    interface ValueReader<T> {
        T read(DataInputStream in) throws IOException;
    }
}
