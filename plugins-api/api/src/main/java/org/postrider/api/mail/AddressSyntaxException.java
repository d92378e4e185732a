package org.postrider.api.mail;

/// An address, or a part of one, that does not follow RFC 5321 §4.1.2; the message is fit for the peer to read.
public final class AddressSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public AddressSyntaxException(String message) {
        super(message);
    }

    public AddressSyntaxException(String message, Throwable cause) {
        super(message, cause);
    }
}
