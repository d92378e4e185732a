package org.postrider.lucene;

import java.text.Normalizer;

/// Makes equal what people take for the same text, before anything is compared.
///
/// Case is ignored in the manner of RFC 5051: by the upper case of each character, after compatibility forms were
/// replaced (NFKC: full-width letters, ligatures). `ß` is `ss`. Letters with and without accents stay different.
/// Any white space, line breaks included, counts as one space.
final class Folding {
    private Folding() {}

    static String fold(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        fold(isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC), out);
        return out.toString();
    }

    private static boolean isAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static void fold(CharSequence text, StringBuilder out) {
        boolean space = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int point = c < 0x80 ? c : Character.codePointAt(text, i);
            i += point < 0x10000 ? 1 : 2;
            boolean spaceBefore = space;
            space = isSpace(point);
            if (!space) {
                append(point, out);
            } else if (!spaceBefore) {
                out.append(' ');
            }
        }
    }

    private static void append(int point, StringBuilder out) {
        if (point < 0x80) {
            out.append((char) (point >= 'A' && point <= 'Z' ? point + 0x20 : point));
        } else if (point == 'ß' || point == 'ẞ') {
            out.append("ss");
        } else if (point >= 0xd800 && point < 0xe000) {
            // Half of a pair: no index can hold it.
            out.append('\ufffd');
        } else {
            out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(point)));
        }
    }

    static boolean isSpace(int point) {
        return point <= ' ' || (point >= 0x7f && (point <= 0xa0 || Character.isSpaceChar(point)));
    }
}
