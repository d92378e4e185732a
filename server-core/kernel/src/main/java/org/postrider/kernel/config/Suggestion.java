package org.postrider.kernel.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses what a misspelt name was meant to be.
public final class Suggestion {
    private static final int LISTED_MAX = 12;
    private static final int NAME_LENGTH_MAX = 100;

    private Suggestion() {}

    /// The known name that is nearest to `wrong`, where one is near enough.
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        if (wrong.length() > NAME_LENGTH_MAX) {
            return Optional.empty();
        }
        int limit = Math.clamp(wrong.length() / 3, 1, 4);
        return known.stream()
                .filter(name -> distance(wrong, name) <= limit)
                .min(Comparator.<String>comparingInt(name -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /// The end of a sentence about an unknown name: `did you mean 'x'?`, or else what is known.
    public static String ask(String wrong, Collection<String> known) {
        return nearest(wrong, known).map(name -> "did you mean '" + name + "'?").orElseGet(() -> listing(known));
    }

    static String listing(Collection<String> known) {
        if (known.isEmpty()) {
            return "nothing is known here";
        }
        String shown =
                String.join(", ", known.stream().sorted().limit(LISTED_MAX).toList());
        return "known are " + shown + (known.size() > LISTED_MAX ? " and others" : "");
    }

    // Damerau-Levenshtein with adjacent transpositions, ignoring case.
    static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] d, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
