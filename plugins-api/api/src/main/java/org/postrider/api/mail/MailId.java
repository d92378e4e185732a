package org.postrider.api.mail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name under which a mail is found in log, queue, trace and Received header.
///
/// @param value 1 to 100 of `A-Z a-z 0-9 -`; a mail made from another one has the other's id, a `-` and a number. Where
///     that would be too long, a hash stands for all between the first id and the last number
public record MailId(String value) implements Comparable<MailId> {
    private static final int LENGTH_MAX = 100;
    private static final int ROOT_LENGTH_MAX = 64;
    private static final int HASH_OCTETS = 10;

    public MailId {
        if (value.isEmpty() || value.length() > LENGTH_MAX || !allowed(value)) {
            throw new IllegalArgumentException("'" + value + "' is no mail id");
        }
    }

    /// The id of the `number`-th mail made from this one.
    public MailId child(int number) {
        String id = value + "-" + number;
        return new MailId(id.length() <= LENGTH_MAX ? id : root() + "-" + hash() + "-" + number);
    }

    // What a mail is found by, whatever was made of it.
    private String root() {
        int dash = value.indexOf('-');
        return value.substring(0, Math.min(dash < 1 ? value.length() : dash, ROOT_LENGTH_MAX));
    }

    private String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, HASH_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    @Override
    public int compareTo(MailId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    // A start makes a million of them.
    private static boolean allowed(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean allowed(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
}
