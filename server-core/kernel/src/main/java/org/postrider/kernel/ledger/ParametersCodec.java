package org.postrider.kernel.ledger;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.MailParameters;

/// Writes and reads the parameters of a mail, for [EntryCodec].
final class ParametersCodec {
    private ParametersCodec() {}

    static void write(DataOutputStream out, MailParameters parameters) throws IOException {
        out.writeUTF(parameters.body().name());
        out.writeBoolean(parameters.smtpUtf8());
        EntryCodec.writeOptional(out, parameters.ret(), (o, ret) -> o.writeUTF(ret.name()));
        EntryCodec.writeOptional(out, parameters.envelopeId(), (o, text) -> o.writeUTF(text));
        out.writeBoolean(parameters.requireTls());
        EntryCodec.writeOptional(out, parameters.holdUntil(), EntryCodec::writeInstant);
        EntryCodec.writeOptional(out, parameters.deliverBy(), ParametersCodec::writeDeliverBy);
        out.writeByte(parameters.priority());
    }

    static MailParameters read(DataInputStream in, int form) throws IOException {
        MailParameters.BodyType body = MailParameters.BodyType.valueOf(in.readUTF());
        boolean smtpUtf8 = in.readBoolean();
        Optional<MailParameters.Ret> ret = EntryCodec.readOptional(in, i -> MailParameters.Ret.valueOf(i.readUTF()));
        Optional<String> envelopeId = EntryCodec.readOptional(in, i -> i.readUTF());
        if (form == 1) {
            return new MailParameters(body, smtpUtf8, ret, envelopeId, false, Optional.empty(), Optional.empty(), 0);
        }
        return new MailParameters(
                body,
                smtpUtf8,
                ret,
                envelopeId,
                in.readBoolean(),
                EntryCodec.readOptional(in, EntryCodec::readInstant),
                EntryCodec.readOptional(in, ParametersCodec::readDeliverBy),
                in.readByte());
    }

    private static void writeDeliverBy(DataOutputStream out, DeliverBy deliverBy) throws IOException {
        EntryCodec.writeInstant(out, deliverBy.deadline());
        out.writeUTF(deliverBy.mode().name());
        out.writeBoolean(deliverBy.trace());
    }

    private static DeliverBy readDeliverBy(DataInputStream in) throws IOException {
        Instant deadline = EntryCodec.readInstant(in);
        return new DeliverBy(deadline, DeliverBy.Mode.valueOf(in.readUTF()), in.readBoolean());
    }
}
