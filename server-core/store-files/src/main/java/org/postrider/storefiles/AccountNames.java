package org.postrider.storefiles;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.postrider.api.mail.MailAddress;

/// How accounts are called on the disk, whatever the store.
public final class AccountNames {
    private static final String ACCOUNT_SAFE = "abcdefghijklmnopqrstuvwxyz0123456789-_+=.";
    private static final int ACCOUNT_OCTETS_MAX = 200;

    private AccountNames() {}

    /// `example.org/bob`, relative to the root; lower case, anything unusual as `%XX`. What would be too long for a
    /// file name ends with a hash instead.
    public static String folder(MailAddress address) {
        return escape(address.domain().name()) + "/" + escape(address.localPart());
    }

    /// Characters that [MailAddress#equals] does not tell apart become the same.
    public static String fold(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(Character.toLowerCase(Character.toUpperCase(text.charAt(i))));
        }
        return out.toString();
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        byte[] octets = fold(text).getBytes(StandardCharsets.UTF_8);
        for (byte octet : octets) {
            char c = (char) (octet & 0xff);
            if (ACCOUNT_SAFE.indexOf(c) >= 0 && !(c == '.' && out.isEmpty())) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        if (out.length() > ACCOUNT_OCTETS_MAX) {
            // No other name has this form: a percent sign is always followed by two capital hex digits.
            String hash = UUID.nameUUIDFromBytes(octets).toString();
            return out.substring(0, ACCOUNT_OCTETS_MAX - hash.length()) + "%-" + hash;
        }
        return out.toString();
    }
}
