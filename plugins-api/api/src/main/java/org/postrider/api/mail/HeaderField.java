package org.postrider.api.mail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One header field with its octets as they stand in the message, folding and final line break included.
public final class HeaderField {
    private final byte[] octets;
    private final int colon;

    private HeaderField(byte[] octets, int colon) {
        this.octets = octets;
        this.colon = colon;
    }

    /// @param octets the whole field with its final line break; must not change from now on
    static HeaderField ofOctets(byte[] octets, int colon) {
        return new HeaderField(octets, colon);
    }

    /// A new field. The value is written as it is: fold it (RFC 5322 §2.2.3) and encode it (RFC 2047) before.
    ///
    /// @throws IllegalArgumentException where the name is no field name, or a line break in the value does not
    ///     fold, which would let a value begin a field of its own
    public static HeaderField of(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException("'" + name + "' is no header field name");
        }
        String unfolded = value.replace("\r\n ", " ").replace("\r\n\t", "\t");
        if (unfolded.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("the value of '" + name + "' has a line break that does not fold");
        }
        return new HeaderField((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8), name.length());
    }

    public String name() {
        return new String(octets, 0, nameLength(), StandardCharsets.ISO_8859_1);
    }

    /// True where the name is `other`, ignoring case (RFC 5322 §1.2.2).
    public boolean is(String other) {
        int length = nameLength();
        if (length != other.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lowerCase(octets[i]) != lowerCase(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// The value, unfolded and trimmed, encoded words left as they are; UTF-8, or ISO 8859-1 where it is not.
    public String value() {
        ByteBuffer value = ByteBuffer.wrap(octets, colon + 1, octets.length - colon - 1);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(value.duplicate()).toString();
        } catch (CharacterCodingException e) {
            text = StandardCharsets.ISO_8859_1.decode(value).toString();
        }
        return text.replace("\r\n", "").replace("\n", "").strip();
    }

    /// A copy of the octets.
    public byte[] octets() {
        return octets.clone();
    }

    // RFC 5322 §4.5: space may precede the colon.
    private int nameLength() {
        int end = colon;
        while (end > 0 && (octets[end - 1] == ' ' || octets[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    private static int lowerCase(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }

    int length() {
        return octets.length;
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(octets, 0, target, offset, octets.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderField that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return name() + ": " + value();
    }
}
