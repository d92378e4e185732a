package org.postrider.smtp.client;

/// The handshake failed: with opportunistic TLS the hop is tried again in the clear (RFC 7435 §3).
final class TlsFailedException extends Exception {
    TlsFailedException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
