package org.postrider.lucene;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What is sought, as the tokens that a text must have in a row. Immutable.
///
/// @param parts one for each token
/// @param exact every text that has the tokens in a row has what is sought; otherwise it must be looked at
record Needle(List<Part> parts, boolean exact) {
    /// @param folded not empty
    static Needle of(String folded) {
        List<Part> parts = new ArrayList<>();
        List<Tokens.Kind> kinds = new ArrayList<>();
        Tokens tokens = new Tokens(folded);
        while (tokens.next()) {
            String token = folded.substring(tokens.start(), tokens.end());
            parts.add(new Part(token.getBytes(StandardCharsets.UTF_8), Match.EQUAL));
            kinds.add(tokens.kind());
        }
        int first = 0;
        int last = parts.size() - 1;
        boolean spaceFirst = last > 0 && isSpaceAtWord(folded, 0, kinds.get(1));
        boolean spaceLast = last > 0 && isSpaceAtWord(folded, folded.length() - 1, kinds.get(last - 1));
        if (spaceFirst && parts.get(first).octets().length == 1) {
            first++;
        } else {
            spaceFirst = false;
        }
        if (spaceLast && last > first && parts.get(last).octets().length == 1) {
            last--;
        } else {
            spaceLast = false;
        }
        return of(parts.subList(first, last + 1), kinds.subList(first, last + 1), spaceFirst, spaceLast);
    }

    // One space beside a word is no token where another word stands behind it, but part of one where something else
    // does: it is left out, the word must end there, and the text is looked at.
    private static boolean isSpaceAtWord(String folded, int index, Tokens.Kind beside) {
        return folded.charAt(index) == ' ' && beside == Tokens.Kind.WORD;
    }

    private static Needle of(List<Part> parts, List<Tokens.Kind> kinds, boolean spaceFirst, boolean spaceLast) {
        List<Part> open = new ArrayList<>(parts);
        for (int i = 0; i < parts.size(); i++) {
            boolean openFirst = i == 0 && !spaceFirst;
            boolean openLast = i == parts.size() - 1 && !spaceLast;
            // A character that is a token by itself is never part of a longer one.
            Match match = kinds.get(i) == Tokens.Kind.SINGLE ? Match.EQUAL : Match.of(openFirst, openLast);
            open.set(i, new Part(parts.get(i).octets(), match));
        }
        return new Needle(List.copyOf(open), !spaceFirst && !spaceLast);
    }

    /// A space alone, of which most are no token.
    boolean isSpace() {
        return parts.size() == 1
                && parts.getFirst().octets().length == 1
                && parts.getFirst().octets()[0] == ' ';
    }

    /// @param octets of the token, or of a piece of it, in UTF-8
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record Part(byte[] octets, Match match) {}

    /// How a text's token has a part.
    enum Match {
        EQUAL,
        /// The token begins with it.
        BEGIN,
        /// The token ends with it.
        END,
        /// It stands anywhere in the token.
        INSIDE;

        static Match of(boolean openFirst, boolean openLast) {
            if (openFirst) {
                return openLast ? INSIDE : END;
            }
            return openLast ? BEGIN : EQUAL;
        }
    }
}
