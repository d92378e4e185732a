package org.postrider.protocol.sasl;

/// A SCRAM message breaks the rules; the message is fit for the peer to read.
final class ScramSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    ScramSyntaxException(String message) {
        super(message);
    }
}
