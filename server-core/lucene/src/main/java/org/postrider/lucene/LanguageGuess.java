package org.postrider.lucene;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Guesses the language of a text by the words that are in nearly every text of a language. Confined to one thread.
final class LanguageGuess {
    // So many words tell, and cost little.
    private static final int WORDS_MAX = 300;
    private static final double POINTS_MIN = 1.5;
    // Of all words; in running text it is about a half.
    private static final double SHARE_MIN = 0.05;

    private static final List<Language> LANGUAGES = List.of(Language.values());
    // A bit for each language.
    private static final Map<String, Long> LANGUAGES_OF_WORD = languagesOfWord();

    private final double[] points = new double[LANGUAGES.size()];
    private int words;

    private LanguageGuess() {}

    private static Map<String, Long> languagesOfWord() {
        Map<String, Long> languages = new HashMap<>();
        for (int i = 0; i < LANGUAGES.size(); i++) {
            long bit = 1L << i;
            for (Object word : LANGUAGES.get(i).common()) {
                String folded = Folding.fold(new String((char[]) word));
                languages.merge(folded, bit, (one, other) -> one | other);
            }
        }
        return Map.copyOf(languages);
    }

    /// The language of folded text; empty where there is too little of it, or it is of none that is known.
    static Optional<Language> of(List<? extends CharSequence> pieces) {
        LanguageGuess guess = new LanguageGuess();
        for (CharSequence piece : pieces) {
            guess.take(piece);
        }
        return guess.best();
    }

    static boolean isCommon(String word, Language language) {
        return (LANGUAGES_OF_WORD.getOrDefault(word, 0L) & 1L << LANGUAGES.indexOf(language)) != 0;
    }

    private void take(CharSequence text) {
        Tokens tokens = new Tokens(text);
        while (words < WORDS_MAX && tokens.next()) {
            if (tokens.kind() == Tokens.Kind.WORD) {
                words++;
                long languages = LANGUAGES_OF_WORD.getOrDefault(
                        text.subSequence(tokens.start(), tokens.end()).toString(), 0L);
                // A word of many languages says little.
                double worth = 1.0 / Math.max(1, Long.bitCount(languages));
                for (long left = languages; left != 0; left &= left - 1) {
                    points[Long.numberOfTrailingZeros(left)] += worth;
                }
            }
        }
    }

    private Optional<Language> best() {
        int best = 0;
        for (int i = 1; i < points.length; i++) {
            best = points[i] > points[best] ? i : best;
        }
        boolean enough = points[best] >= Math.max(POINTS_MIN, words * SHARE_MIN);
        return enough ? Optional.of(LANGUAGES.get(best)) : Optional.empty();
    }
}
