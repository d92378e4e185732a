package org.postrider.lucene;

import java.text.Normalizer;
import java.util.Locale;

/// Makes texts alike that are to be found alike: compatibility forms, case, and runs of white space.
final class Folding {
    private Folding() {}

    /// By way of capitals, so that `ß` and `SS` are alike, as Unicode's full case folding has it.
    static String fold(String text) {
        String normal = Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFKC);
        String cased = normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(cased.length());
        boolean space = false;
        for (int i = 0; i < cased.length(); i++) {
            char c = cased.charAt(i);
            boolean white = Character.isWhitespace(c) || c == '\u00a0';
            if (!white) {
                out.append(c);
            } else if (!space) {
                out.append(' ');
            }
            space = white;
        }
        return out.toString();
    }
}
