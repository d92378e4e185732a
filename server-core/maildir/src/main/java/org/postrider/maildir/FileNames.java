package org.postrider.maildir;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// How accounts and mailboxes are called on the disk.
///
/// A mailbox `A/B` is the folder `.A.B` (Maildir++). What is not US-ASCII, and `.`, `/`, `~` and control characters
/// inside a
/// level, is written in modified UTF-7 (RFC 3501 §5.1.3), as Courier and Dovecot do.
final class FileNames {
    private static final String ACCOUNT_SAFE = "abcdefghijklmnopqrstuvwxyz0123456789-_+=.";

    private FileNames() {}

    /// `example.org/bob`, relative to the root; lower case, anything unusual as `%XX`.
    static String account(MailAddress address) {
        return escape(address.domain().name()) + "/" + escape(address.localPart());
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
        for (byte octet : text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean safe = ACCOUNT_SAFE.indexOf(c) >= 0 && !(c == '.' && out.isEmpty());
            out.append(safe ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    static String encodeLevel(String level) {
        StringBuilder out = new StringBuilder();
        StringBuilder special = new StringBuilder();
        for (int i = 0; i < level.length(); i++) {
            char c = level.charAt(i);
            boolean plain = c >= 0x20 && c < 0x7f && c != '.' && c != '/' && c != '~' && c != '\\';
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
            byte[] octets = special.toString().getBytes(StandardCharsets.UTF_16BE);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(octets);
            out.append('&').append(base64.replace('/', ',')).append('-');
            special.setLength(0);
        }
    }

    private static String decodeBase64(String text) {
        try {
            return new String(Base64.getDecoder().decode(text.replace(',', '/')), StandardCharsets.UTF_16BE);
        } catch (IllegalArgumentException e) {
            return "&" + text + "-";
        }
    }
}
