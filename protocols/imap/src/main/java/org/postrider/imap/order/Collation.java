package org.postrider.imap.order;

import java.text.Normalizer;
import java.util.Comparator;

/// `i;unicode-casemap` (RFC 5051), which RFC 5256 §2 and RFC 5255 §4.3 (I18NLEVEL=1) ask for.
final class Collation {
    /// By code points, which is the order of the octets in UTF-8.
    static final Comparator<String> ORDER = Collation::compare;

    private Collation() {}

    /// What is compared in the place of `text`.
    static String key(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean ascii = true;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            ascii &= point < 0x80;
            out.appendCodePoint(Character.toTitleCase(point));
        }
        return ascii ? out.toString() : Normalizer.normalize(out, Normalizer.Form.NFKD);
    }

    private static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Halves of pairs stand for characters beyond all others.
                boolean high = Character.isSurrogate(a);
                return high == Character.isSurrogate(b) ? a - b : high ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
