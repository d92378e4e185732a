package org.postrider.imap.structure;

import java.util.Optional;
import org.postrider.api.mail.Headers;

/// What is known of a message's structure. Immutable; the arrays are not to be changed.
public final class Structure {
    private final byte[] envelope;
    private final byte[] body;
    private final byte[] bodyStructure;
    private final Optional<Headers> headers;
    private final ImapStructure.Part root;

    Structure(byte[] envelope, byte[] body, byte[] bodyStructure, Optional<Headers> headers, ImapStructure.Part root) {
        this.envelope = envelope;
        this.body = body;
        this.bodyStructure = bodyStructure;
        this.headers = headers;
        this.root = root;
    }

    /// As it goes over the wire.
    public byte[] envelope() {
        return envelope;
    }

    public byte[] body() {
        return body;
    }

    public byte[] bodyStructure() {
        return bodyStructure;
    }

    /// The message's header, unless it is so long that it is to be read from the message.
    public Optional<Headers> headers() {
        return headers;
    }

    public ImapStructure.Part root() {
        return root;
    }
}
