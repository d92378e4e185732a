package org.postrider.imap.structure;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Puts an answer together in memory: strings in the form that suits them (RFC 3501 §4.3). Confined to one thread.
public final class WireText {
    private static final int QUOTED_MAX = 1000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /// US-ASCII, as it is.
    public WireText raw(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public WireText raw(byte[] octets) {
        out.writeBytes(octets);
        return this;
    }

    /// NIL, a quoted string, or a literal where there are octets that quotes cannot hold.
    public WireText string(@Nullable String text) {
        return text == null ? raw("NIL") : string(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A quoted string in UTF-8 (RFC 6855 §3, RFC 9051 §4.3), or a literal where quotes cannot hold it.
    public WireText utf8String(String text) {
        if (text.length() > QUOTED_MAX || text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return string(text);
        }
        out.writeBytes(('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"').getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public WireText string(byte[] octets) {
        boolean quotable = octets.length <= QUOTED_MAX;
        for (int i = 0; quotable && i < octets.length; i++) {
            quotable = octets[i] >= 0x20 && octets[i] < 0x7f;
        }
        if (!quotable) {
            // RFC 3501 §4.3: a literal cannot hold NUL
            byte[] clean = octets.clone();
            for (int i = 0; i < clean.length; i++) {
                clean[i] = clean[i] == 0 ? (byte) 0x80 : clean[i];
            }
            raw("{" + clean.length + "}\r\n");
            out.writeBytes(clean);
            return this;
        }
        out.write('"');
        for (byte octet : octets) {
            if (octet == '"' || octet == '\\') {
                out.write('\\');
            }
            out.write(octet);
        }
        out.write('"');
        return this;
    }

    public byte[] octets() {
        return out.toByteArray();
    }
}
