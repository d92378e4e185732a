package org.postrider.lucene;

import java.text.Normalizer;

/// Makes equal what people take for the same text, before anything is compared: `i;unicode-casemap` (RFC 5051 §2), in
/// lower case.
///
/// Case is ignored by the title case of each character; compatibility forms are replaced (full-width letters,
/// ligatures), and an accent is a character of its own behind its letter (NFKD), so that `cafe` stands in `café`.
/// Beyond
/// that, `ß` is `ss`, and any white space, line breaks included, counts as one space.
final class Folding {
    private Folding() {}

    static String fold(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        fold(isAscii(text) ? text : decomposed(text), out);
        return out.toString();
    }

    private static String decomposed(CharSequence text) {
        StringBuilder titles = new StringBuilder(text.length());
        text.codePoints().forEach(point -> titles.appendCodePoint(Character.toTitleCase(point)));
        return Normalizer.normalize(titles, Normalizer.Form.NFKD);
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
            out.appendCodePoint(Character.toLowerCase(point));
        }
    }

    static boolean isSpace(int point) {
        return point <= ' ' || (point >= 0x7f && (point <= 0xa0 || Character.isSpaceChar(point)));
    }
}
