package org.postrider.kernel.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.DeliverBy;
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
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;
import org.postrider.kernel.journal.Position;

class EntryCodecTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000_000);
    private static final Message EMPTY = Message.of(Content.of(new byte[0]));
    private static final MailParameters OLD = MailParameters.DEFAULT
            .withBody(MailParameters.BodyType.BINARY_MIME)
            .withSmtpUtf8(true)
            .withRet(MailParameters.Ret.HDRS)
            .withEnvelopeId("QQ+2B314");

    @Test
    void everyParameterOfAMailAndOfARecipientIsReadAgain() throws IOException {
        MailParameters parameters = OLD.withRequireTls(true)
                .withHoldUntil(Optional.of(NOW.plusSeconds(3600)))
                .withDeliverBy(Optional.of(new DeliverBy(NOW.plusSeconds(7200), DeliverBy.Mode.NOTIFY, true)))
                .withPriority(-9);
        MailAddress first = MailAddress.parse("b@example.test");
        Tries tries = new Tries(
                3,
                NOW,
                Optional.of(NOW.plusSeconds(60)),
                Optional.of(Reply.of(451, "4.3.0", "later")),
                Map.of(first, Reply.of(450, "4.2.0", "another one")));
        Entry entry = new Entry(mail(parameters), new Stage.Relaying(Route.BY_MX), NOW.plusSeconds(99), tries, true);

        byte[] octets = EntryCodec.write(out -> EntryCodec.writeEntry(out, entry, new Names()));

        assertThat(EntryCodec.readEntry(input(octets), EMPTY)).isEqualTo(entry);
    }

    @Test
    void anEntryOfTheFirstFormIsReadWithoutTheParametersItDidNotHave() throws IOException {
        Entry entry = new Entry(
                mail(OLD),
                new Stage.Storing(MailboxName.INBOX, Flags.NONE),
                NOW,
                1,
                Optional.of(Reply.of(451, "4.0.0", "later")),
                false);

        assertThat(EntryCodec.readEntry(input(firstForm(entry)), EMPTY)).isEqualTo(entry);
    }

    @Test
    void aDeliveryOfTheFirstFormIsRepeatedAfterAPowerFailure() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeUTF("M1");
        out.writeInt(0);
        out.writeInt(1);
        writeFirstFormMail(out, mail(OLD));
        EntryCodec.writeMailbox(out, MailboxName.INBOX, Flags.NONE);
        out.writeInt(0);

        assertThat(uncertain(octets.toByteArray()).envelope())
                .isEqualTo(mail(OLD).envelope());
    }

    @Test
    void aDeliveryOfThisFormIsRepeatedAfterAPowerFailure() throws IOException {
        Mail mail = mail(OLD.withPriority(4));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.writeUTF("M1");
        out.writeInt(0);
        out.writeInt(RecordEncoder.FORM_FOLLOWS);
        out.writeByte(EntryCodec.FORM);
        out.writeInt(1);
        EntryCodec.writeMail(out, mail);
        EntryCodec.writeMailbox(out, MailboxName.INBOX, Flags.NONE);
        out.writeInt(0);

        assertThat(uncertain(octets.toByteArray()).envelope()).isEqualTo(mail.envelope());
    }

    @Test
    void whatARestartReadsIsWhatTheEntrySays() throws IOException {
        MailParameters parameters = OLD.withPriority(7)
                .withDeliverBy(Optional.of(new DeliverBy(NOW.plusSeconds(7200), DeliverBy.Mode.RETURN, false)));
        Entry entry = new Entry(
                mail(parameters), new Stage.Relaying(Route.BY_MX), NOW, 3, Optional.of(Reply.of(451, "", "x")), true);
        byte[] octets = EntryCodec.write(out -> {
            EntryCodec.writeEntry(out, entry, new Names());
            out.writeInt(42);
        });
        DataInputStream in = input(octets);

        Waiting waiting = EntryCodec.skim(in, new Names());

        assertThat(waiting).isEqualTo(Waiting.of(entry, new Names()));
        assertThat(waiting.destination()).isEqualTo("smtp:example.test");
        assertThat(waiting.priority()).isEqualTo(7);
        assertThat(waiting.held()).isTrue();
        assertThat(in.readInt()).as("what follows").isEqualTo(42);
    }

    @Test
    void anEntryOfALaterFormIsRefused() {
        assertThatThrownBy(() -> EntryCodec.readEntry(input(new byte[] {(byte) (EntryCodec.FORM + 1)}), EMPTY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("which this version does not know");
    }

    private static Mail uncertain(byte[] meta) throws IOException {
        Recovery recovery = new Recovery(
                (_, _, _) -> {
                    throw new AssertionError("there is no content");
                },
                new Names());
        ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES + meta.length);
        payload.putInt(meta.length).put(meta).flip();
        recovery.record(new Position(1, 100, 0), RecordType.REPLACE.number(), false, payload);
        assertThat(recovery.uncertain()).hasSize(1);
        return recovery.uncertain().getFirst().mail();
    }

    private static Mail mail(MailParameters parameters) {
        DsnRequest asked = new DsnRequest(
                Set.of(DsnRequest.Notify.SUCCESS, DsnRequest.Notify.DELAY), Optional.of("rfc822;b+2Bc@example.test"));
        return new Mail(
                new MailId("M1"),
                new Envelope(
                        ReversePath.of(MailAddress.parse("a@example.org")),
                        List.of(new Recipient(MailAddress.parse("b@example.test"), asked)),
                        parameters),
                EMPTY,
                Origin.local(NOW),
                Map.of("x.y", "z"));
    }

    // As the first version wrote it.
    private static byte[] firstForm(Entry entry) {
        return EntryCodec.write(out -> {
            out.writeByte(1);
            writeFirstFormMail(out, entry.mail());
            out.writeByte(3);
            EntryCodec.writeMailbox(out, MailboxName.INBOX, Flags.NONE);
            out.writeLong(entry.notBefore().toEpochMilli());
            out.writeInt(entry.attempts());
            out.writeBoolean(true);
            out.writeShort(451);
            out.writeUTF("4.0.0");
            out.writeInt(5);
            out.writeBytes("later");
            out.writeBoolean(entry.held());
        });
    }

    private static void writeFirstFormMail(DataOutputStream out, Mail mail) throws IOException {
        out.writeUTF("M1");
        out.writeBoolean(true);
        out.writeUTF("a");
        out.writeUTF("example.org");
        out.writeInt(1);
        out.writeUTF("b");
        out.writeUTF("example.test");
        out.writeByte(2 | 8);
        out.writeBoolean(true);
        out.writeUTF("rfc822;b+2Bc@example.test");
        out.writeUTF("BINARY_MIME");
        out.writeBoolean(true);
        out.writeBoolean(true);
        out.writeUTF("HDRS");
        out.writeBoolean(true);
        out.writeUTF("QQ+2B314");
        out.writeUTF("local");
        out.writeUTF("");
        out.writeBoolean(false);
        out.writeInt(0);
        out.writeBoolean(false);
        out.writeBoolean(false);
        out.writeLong(mail.origin().receivedAt().toEpochMilli());
        out.writeInt(1);
        out.writeUTF("x.y");
        out.writeInt(1);
        out.writeBytes("z");
    }

    private static DataInputStream input(byte[] octets) {
        return new DataInputStream(new ByteArrayInputStream(octets));
    }
}
