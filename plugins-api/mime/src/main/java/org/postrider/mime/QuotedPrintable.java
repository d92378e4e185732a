package org.postrider.mime;

import java.io.ByteArrayOutputStream;

/// Decodes quoted-printable (RFC 2045 §6.7), tolerant of what is wrong with it.
final class QuotedPrintable {
    private QuotedPrintable() {}

    static byte[] decode(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '=') {
                out.write(text[i]);
                continue;
            }
            int high = i + 2 < text.length + 0 ? Character.digit(text[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text[i + 2], 16);
            int lineEnd = endOfSoftBreak(text, i + 1);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else if (lineEnd > 0) {
                i = lineEnd - 1;
            } else {
                out.write('=');
            }
        }
        return out.toByteArray();
    }

    // The index after the line break where only space stands before it, else 0.
    private static int endOfSoftBreak(byte[] text, int from) {
        int i = from;
        while (i < text.length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r')) {
            i++;
        }
        return i == text.length ? i : text[i] == '\n' ? i + 1 : 0;
    }
}
