package org.postrider.imap.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

    /// What has octets beyond US-ASCII is UTF-8, which some clients send.
    ///
    /// @throws ImapSyntaxException where `&` begins no modified base64: two clients would see two names
    public static String decode(String encoded) throws ImapSyntaxException {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (c != '&') {
                out.append(c);
                i++;
                continue;
            }
            int end = encoded.indexOf('-', i);
            if (end < 0) {
                throw wrong(encoded);
            }
            out.append(end == i + 1 ? "&" : base64(encoded.substring(i + 1, end)));
            i = end + 1;
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

    // RFC 3501 §5.1.3: the octets are whole UTF-16; what can stand for itself is not encoded
    private static String base64(String text) throws ImapSyntaxException {
        try {
            byte[] octets = Base64.getDecoder().decode(text.replace(',', '/'));
            String decoded = StandardCharsets.UTF_16BE
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            if (decoded.isEmpty() || decoded.chars().anyMatch(c -> c >= 0x20 && c <= 0x7e)) {
                throw wrong(text);
            }
            return decoded;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw wrong(text);
        }
    }

    private static ImapSyntaxException wrong(String text) {
        return new ImapSyntaxException("'" + text + "' is no modified UTF-7; & is written as &-");
    }
}
