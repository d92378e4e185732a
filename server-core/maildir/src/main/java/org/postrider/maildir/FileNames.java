package org.postrider.maildir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// How accounts and mailboxes are called on the disk.
///
/// A mailbox `A/B` is the folder `.A.B` (Maildir++). What is not printable US-ASCII, and `.` and `/` inside a level, is
/// written in modified UTF-7 (RFC 3501 §5.1.3), as Courier and Dovecot do; a dot is `&AC4-`, a slash `&AC8-`.
final class FileNames {
    /// What Linux' file systems take.
    static final int OCTETS_MAX = 255;

    private static final String ACCOUNT_SAFE = "abcdefghijklmnopqrstuvwxyz0123456789-_+=.";
    private static final int ACCOUNT_OCTETS_MAX = 200;

    private FileNames() {}

    /// `example.org/bob`, relative to the root; lower case, anything unusual as `%XX`. What would be too long for a
    /// file name ends with a hash instead.
    static String account(MailAddress address) {
        return escape(address.domain().name()) + "/" + escape(address.localPart());
    }

    /// Characters that [MailAddress#equals] does not tell apart become the same.
    static String fold(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(Character.toLowerCase(Character.toUpperCase(text.charAt(i))));
        }
        return out.toString();
    }

    static String folder(MailboxName name) {
        if (name.isInbox()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (String level : name.path()) {
            out.append('.').append(encodeLevel(level));
        }
        return out.toString();
    }

    /// The mailbox of a folder's name; empty where it cannot be one.
    static Optional<MailboxName> mailbox(String folder) {
        if (folder.length() < 2 || folder.charAt(0) != '.') {
            return Optional.empty();
        }
        List<String> path = new ArrayList<>();
        for (String level : folder.substring(1).split("\\.", -1)) {
            path.add(decodeLevel(level));
        }
        try {
            MailboxName name = new MailboxName(path);
            // A folder that another program wrote in another way has a name that leads back to it, or none.
            return folder(name).equals(folder) ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
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

    static String encodeLevel(String level) {
        StringBuilder out = new StringBuilder();
        StringBuilder special = new StringBuilder();
        for (int i = 0; i < level.length(); i++) {
            char c = level.charAt(i);
            boolean plain = c >= 0x20 && c < 0x7f && c != '.' && c != '/';
            if (!plain) {
                special.append(c);
                continue;
            }
            flush(special, out);
            out.append(c == '&' ? "&-" : String.valueOf(c));
        }
        flush(special, out);
        return out.toString();
    }

    static String decodeLevel(String encoded) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            int end = c == '&' ? encoded.indexOf('-', i) : -1;
            if (end < 0) {
                out.append(c);
                i++;
            } else {
                out.append(end == i + 1 ? "&" : decodeBase64(encoded.substring(i + 1, end)));
                i = end + 1;
            }
        }
        return out.toString();
    }

    private static void flush(StringBuilder special, StringBuilder out) {
        if (!special.isEmpty()) {
            // Not through a charset, which would replace half a surrogate pair: names stay told apart.
            ByteBuffer octets = ByteBuffer.allocate(Character.BYTES * special.length());
            special.chars().forEach(c -> octets.putChar((char) c));
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(octets.array());
            out.append('&').append(base64.replace('/', ',')).append('-');
            special.setLength(0);
        }
    }

    private static String decodeBase64(String text) {
        try {
            ByteBuffer octets = ByteBuffer.wrap(Base64.getDecoder().decode(text.replace(',', '/')));
            StringBuilder out = new StringBuilder();
            while (octets.remaining() >= Character.BYTES) {
                out.append(octets.getChar());
            }
            return out.toString();
        } catch (IllegalArgumentException e) {
            return "&" + text + "-";
        }
    }
}
