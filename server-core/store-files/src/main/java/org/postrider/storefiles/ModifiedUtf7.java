package org.postrider.storefiles;

import java.nio.ByteBuffer;
import java.util.Base64;

/// Modified UTF-7 (RFC 3501 §5.1.3), in which mail stores write the names of mailboxes: printable US-ASCII stands for
/// itself, all else is Base64 between `&` and `-`, and `&` is `&-`.
public final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    /// @param reserved printable US-ASCII characters that the store cannot have in a name
    public static String encode(String level, String reserved) {
        StringBuilder out = new StringBuilder();
        StringBuilder special = new StringBuilder();
        for (int i = 0; i < level.length(); i++) {
            char c = level.charAt(i);
            boolean plain = c >= 0x20 && c < 0x7f && reserved.indexOf(c) < 0;
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

    /// What cannot be decoded stands for itself.
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
