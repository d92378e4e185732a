package org.postrider.kernel.ledger;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.postrider.api.mail.MailId;

/// Writes and reads what an encoded entry begins with: all that a restart reads of it.
final class WaitingCodec {
    private static final int SEVERAL = 1;
    private static final int HELD = 2;

    private WaitingCodec() {}

    static void write(DataOutputStream out, Waiting waiting) throws IOException {
        out.writeUTF(waiting.id().value());
        out.writeByte(number(waiting.kind()));
        out.writeUTF(waiting.destination());
        out.writeByte((waiting.several() ? SEVERAL : 0) | (waiting.held() ? HELD : 0));
        out.writeInt(waiting.sender());
        out.writeByte(waiting.priority());
        out.writeLong(waiting.notBefore());
        out.writeLong(waiting.since());
        out.writeLong(waiting.deliverBy());
        out.writeLong(waiting.octets());
        out.writeInt(waiting.recipients());
        out.writeInt(waiting.attempts());
    }

    static Waiting read(DataInputStream in, Names names) throws IOException {
        MailId id = new MailId(in.readUTF());
        Waiting.Kind kind = kind(in.readUnsignedByte());
        String destination = names.shared(in.readUTF());
        int bits = in.readUnsignedByte();
        return new Waiting(
                id,
                kind,
                destination,
                (bits & SEVERAL) != 0,
                in.readInt(),
                in.readByte(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                (bits & HELD) != 0);
    }

    // For ever.
    private static int number(Waiting.Kind kind) {
        return switch (kind) {
            case PROCESSING -> 1;
            case RELAYING -> 2;
            case STORING -> 3;
        };
    }

    private static Waiting.Kind kind(int number) throws IOException {
        return switch (number) {
            case 1 -> Waiting.Kind.PROCESSING;
            case 2 -> Waiting.Kind.RELAYING;
            case 3 -> Waiting.Kind.STORING;
            default -> throw new IOException("an entry of kind " + number + ", which this version does not know");
        };
    }
}
