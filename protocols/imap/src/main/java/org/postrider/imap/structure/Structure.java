package org.postrider.imap.structure;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.postrider.api.mail.Headers;

/// What is known of a message's structure, read from what [ImapStructure] wrote; each part of it only when it is asked
/// for, because most commands ask for one part of very many messages. Immutable.
public final class Structure {
    private static final int ENVELOPE = 0;
    private static final int BODY = 1;
    private static final int BODY_STRUCTURE = 2;
    private static final int HEADER = 3;
    private static final int BLOCKS = 4;

    private final byte[] octets;
    /// Where each block begins, and behind the last one.
    private final int[] starts = new int[BLOCKS + 1];

    /// @throws IOException where it is cut off
    Structure(byte[] octets) throws IOException {
        this.octets = octets;
        int at = ImapStructure.DATE_OCTETS;
        for (int i = 0; i < BLOCKS; i++) {
            starts[i] = at + Integer.BYTES;
            int length = at + Integer.BYTES > octets.length
                    ? -1
                    : ByteBuffer.wrap(octets).getInt(at);
            if (length < 0 || length > octets.length - starts[i]) {
                throw new IOException("the structure of a message is cut off");
            }
            at = starts[i] + length;
        }
        starts[BLOCKS] = at + Integer.BYTES;
        if (at >= octets.length) {
            throw new IOException("the structure of a message is cut off");
        }
    }

    /// As it goes over the wire.
    public byte[] envelope() {
        return block(ENVELOPE);
    }

    public byte[] body() {
        return block(BODY);
    }

    public byte[] bodyStructure() {
        return block(BODY_STRUCTURE);
    }

    /// The message's header, unless it is so long that it is to be read from the message.
    public Optional<Headers> headers() {
        boolean whole = octets[end(HEADER)] != 0;
        return whole ? Optional.of(Headers.parse(block(HEADER))) : Optional.empty();
    }

    /// @throws IOException where it is cut off
    public ImapStructure.Part root() throws IOException {
        int start = end(HEADER) + 1;
        return ImapStructure.part(new DataInputStream(new ByteArrayInputStream(octets, start, octets.length - start)));
    }

    private byte[] block(int number) {
        return Arrays.copyOfRange(octets, starts[number], end(number));
    }

    private int end(int number) {
        return starts[number + 1] - Integer.BYTES;
    }
}
