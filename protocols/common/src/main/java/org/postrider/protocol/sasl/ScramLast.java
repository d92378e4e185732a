package org.postrider.protocol.sasl;

import java.util.Base64;

/// The client's last message (RFC 5802 §7, `client-final-message`).
final class ScramLast {
    private final byte[] channel;
    private final String nonce;
    private final byte[] proof;
    private final String withoutProof;

    private ScramLast(byte[] channel, String nonce, byte[] proof, String withoutProof) {
        this.channel = channel;
        this.nonce = nonce;
        this.proof = proof;
        this.withoutProof = withoutProof;
    }

    static ScramLast parse(String message) throws ScramSyntaxException {
        int beforeProof = message.lastIndexOf(",p=");
        String withoutProof = beforeProof < 0 ? "" : message.substring(0, beforeProof);
        String[] parts = withoutProof.split(",", -1);
        if (parts.length < 2 || !parts[0].startsWith("c=") || !parts[1].startsWith("r=")) {
            throw new ScramSyntaxException("the last SCRAM message has c=...,r=nonce,p=proof");
        }
        return new ScramLast(
                base64(parts[0].substring(2)),
                parts[1].substring(2),
                base64(message.substring(beforeProof + 3)),
                withoutProof);
    }

    byte[] channel() {
        return channel;
    }

    String nonce() {
        return nonce;
    }

    byte[] proof() {
        return proof;
    }

    /// `client-final-message-without-proof`, as it came.
    String withoutProof() {
        return withoutProof;
    }

    private static byte[] base64(String text) throws ScramSyntaxException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new ScramSyntaxException("a part of the SCRAM message is not valid base64");
        }
    }
}
