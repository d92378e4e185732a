package org.postrider.lucene;

/// Cuts folded text into tokens from which it could be put together again, octet for octet: that is why a phrase
/// of tokens is as exact as a look at the text.
///
/// A token is a run of letters and digits (a word), a run of anything else (a gap), or a single character of a script
/// that does not part words. One space between two words is no token: two words that follow each other have
/// one space between them. Confined to one thread.
final class Tokens {
    private final CharSequence text;
    private int start;
    private int end;
    private Kind kind = Kind.GAP;

    Tokens(CharSequence text) {
        this.text = text;
    }

    boolean next() {
        if (kind == Kind.WORD && end + 1 < text.length() && text.charAt(end) == ' ' && kind(end + 1) == Kind.WORD) {
            end++;
        }
        start = end;
        if (start == text.length()) {
            return false;
        }
        kind = kind(start);
        do {
            end += Character.charCount(Character.codePointAt(text, end));
        } while (kind != Kind.SINGLE && end < text.length() && kind(end) == kind);
        return true;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    Kind kind() {
        return kind;
    }

    private Kind kind(int index) {
        char c = text.charAt(index);
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? Kind.WORD : Kind.GAP;
        }
        int point = Character.codePointAt(text, index);
        if (isSingle(point)) {
            return Kind.SINGLE;
        }
        return Character.isLetterOrDigit(point) || isMark(point) ? Kind.WORD : Kind.GAP;
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    // Thai and Lao, Myanmar, Khmer, Han and Kana; emoji and the like.
    private static boolean isSingle(int point) {
        return point >= 0x0e00
                && (point <= 0x0eff
                        || (point >= 0x1000 && point <= 0x109f)
                        || (point >= 0x1780 && point <= 0x17ff)
                        || (point >= 0x2e80 && point <= 0x9fff)
                        || (point >= 0xf900 && point <= 0xfaff)
                        || point >= 0x1f000);
    }

    enum Kind {
        WORD,
        GAP,
        SINGLE
    }
}
