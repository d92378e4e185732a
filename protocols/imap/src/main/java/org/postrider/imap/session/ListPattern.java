package org.postrider.imap.session;

import java.util.Locale;

/// Which names LIST means: `*` is anything, `%` anything within a level (RFC 3501 §6.3.8). INBOX is told by any case.
public final class ListPattern {
    // Deeper and longer than any mailbox's name; what is longer matches none.
    private static final int LENGTH_MAX = 10_000;
    private static final String INBOX = "INBOX";

    private final String pattern;
    private final char separator;

    ListPattern(String pattern, char separator) {
        boolean inbox = pattern.regionMatches(true, 0, INBOX, 0, INBOX.length());
        this.pattern = inbox ? INBOX + pattern.substring(INBOX.length()) : pattern;
        this.separator = separator;
    }

    /// Takes time in proportion to both lengths, whatever the wildcards.
    boolean matches(String name) {
        if (pattern.length() > LENGTH_MAX) {
            return false;
        }
        // reached[i]: what was read of the pattern matches the first i characters of the name.
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            char c = pattern.charAt(p);
            if (c == '*' || c == '%') {
                spread(reached, name, c == '*');
            } else {
                step(reached, name, c);
            }
        }
        // INBOX in other letters matches where a wildcard stands within it: iNb%
        return reached[name.length()] || (name.equals(INBOX) && !pattern.startsWith(INBOX) && matchesAnyCase());
    }

    private boolean matchesAnyCase() {
        String upper = pattern.toUpperCase(Locale.ROOT);
        return !upper.equals(pattern) && new ListPattern(upper, separator).matches(INBOX);
    }

    private void spread(boolean[] reached, String name, boolean overLevels) {
        for (int i = 1; i < reached.length; i++) {
            reached[i] |= reached[i - 1] && (overLevels || name.charAt(i - 1) != separator);
        }
    }

    private static void step(boolean[] reached, String name, char c) {
        for (int i = reached.length - 1; i > 0; i--) {
            reached[i] = reached[i - 1] && name.charAt(i - 1) == c;
        }
        reached[0] = false;
    }
}
