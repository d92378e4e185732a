package org.postrider.mime;

import java.util.Base64;

/// Undoes Content-Transfer-Encoding (RFC 2045 §6), tolerant of what is wrong with it.
final class TransferEncoding {
    private TransferEncoding() {}

    static byte[] decode(byte[] raw, String encoding) {
        return switch (encoding) {
            case "base64" -> base64(raw);
            case "quoted-printable" -> QuotedPrintable.decode(raw);
            default -> raw;
        };
    }

    // Foreign octets are passed over; what is cut off in the middle of four is left out.
    private static byte[] base64(byte[] raw) {
        byte[] clean = new byte[raw.length];
        int length = 0;
        for (byte octet : raw) {
            boolean digit = (octet >= 'A' && octet <= 'Z')
                    || (octet >= 'a' && octet <= 'z')
                    || (octet >= '0' && octet <= '9')
                    || octet == '+'
                    || octet == '/';
            if (digit) {
                clean[length++] = octet;
            }
        }
        int whole = length % 4 == 1 ? length - 1 : length;
        return Base64.getDecoder().decode(java.util.Arrays.copyOf(clean, whole));
    }
}
