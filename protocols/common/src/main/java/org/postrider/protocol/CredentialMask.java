package org.postrider.protocol;

import java.util.Locale;
import java.util.Set;

/// Makes a command line fit for a log: no credentials, no control characters, no more than a line's worth.
public final class CredentialMask {
    private static final int LENGTH_MAX = 200;
    private static final Set<String> WITH_MECHANISM = Set.of("auth", "authenticate");
    private static final Set<String> SECRET = Set.of("login", "pass", "apop");

    private CredentialMask() {}

    /// The command as a log may show it. `AUTH PLAIN AGJvYgBzZWNyZXQ=` becomes `AUTH PLAIN ***`, and IMAP's
    /// `a1 LOGIN bob secret` becomes `a1 LOGIN ***`.
    public static String mask(String line) {
        String[] words = printable(line).strip().split(" +");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < words.length; i++) {
            String word = words[i].toLowerCase(Locale.ROOT);
            out.append(i == 0 ? "" : " ").append(words[i]);
            // The verb is the first word, or the second after a tag.
            boolean verb = i <= 1;
            if (verb && SECRET.contains(word) && i + 1 < words.length) {
                return out.append(" ***").toString();
            }
            if (verb && WITH_MECHANISM.contains(word) && i + 2 < words.length) {
                return out.append(' ').append(words[i + 1]).append(" ***").toString();
            }
        }
        return out.length() <= LENGTH_MAX ? out.toString() : out.substring(0, LENGTH_MAX) + "...";
    }

    private static String printable(String line) {
        StringBuilder out = new StringBuilder(Math.min(line.length(), LENGTH_MAX * 2));
        for (int i = 0; i < line.length() && i < LENGTH_MAX * 2; i++) {
            char c = line.charAt(i);
            out.append(Character.isISOControl(c) ? (c == '\r' || c == '\n' || c == '\t' ? ' ' : '?') : c);
        }
        return out.toString();
    }
}
