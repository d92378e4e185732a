package org.postrider.imap.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Mailbox names on the wire of IMAP4rev1 (RFC 3501 §5.1.3).
public final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    public static String encode(String name) {
        StringBuilder out = new StringBuilder();
        StringBuilder other = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                other.append(c);
            } else {
                flush(other, out);
                out.append(c == '&' ? "&-" : String.valueOf(c));
            }
        }
        flush(other, out);
        return out.toString();
    }

    /// Tolerant: what is no modified UTF-7 stays as it is, which is what clients mean that send UTF-8.
    public static String decode(String encoded) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            int end = c == '&' ? encoded.indexOf('-', i) : -1;
            if (end < 0) {
                out.append(c);
                i++;
            } else {
                out.append(end == i + 1 ? "&" : base64(encoded.substring(i + 1, end)));
                i = end + 1;
            }
        }
        return out.toString();
    }

    private static void flush(StringBuilder other, StringBuilder out) {
        if (!other.isEmpty()) {
            byte[] octets = other.toString().getBytes(StandardCharsets.UTF_16BE);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(octets);
            out.append('&').append(base64.replace('/', ',')).append('-');
            other.setLength(0);
        }
    }

    private static String base64(String text) {
        try {
            return new String(Base64.getDecoder().decode(text.replace(',', '/')), StandardCharsets.UTF_16BE);
        } catch (IllegalArgumentException e) {
            return "&" + text + "-";
        }
    }
}
