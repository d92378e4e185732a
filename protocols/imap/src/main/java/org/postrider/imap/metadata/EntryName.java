package org.postrider.imap.metadata;

import java.util.Locale;
import java.util.Optional;

/// The name of an annotation (RFC 5464 §3.2.1): `/private/comment`, `/shared/vendor/x/y`. Case does not count.
///
/// @param text in lower case
public record EntryName(String text) {
    public static final String PRIVATE = "/private";
    public static final String SHARED = "/shared";

    /// Below both: searches that are kept by name (RFC 5466 §3).
    public static final String FILTERS = "/filters/values/";

    private static final int LENGTH_MAX = 1000;

    /// @param alone whether `/private` and `/shared` themselves are names, as where one asks for all below
    /// @return empty where it is none
    public static Optional<EntryName> parse(String given, boolean alone) {
        String text = given.toLowerCase(Locale.ROOT);
        boolean top = text.equals(PRIVATE) || text.equals(SHARED);
        boolean scoped = text.startsWith(PRIVATE + "/") || text.startsWith(SHARED + "/") || (top && alone);
        boolean whole = !text.contains("//") && !text.endsWith("/") && text.length() <= LENGTH_MAX;
        boolean plain = text.chars().allMatch(c -> c > 0x19 && c < 0x7f && c != '*' && c != '%');
        return scoped && whole && plain ? Optional.of(new EntryName(text)) : Optional.empty();
    }

    /// It is each user's own.
    public boolean isPrivate() {
        return text.startsWith(PRIVATE);
    }

    /// How many levels this name is below another; negative where it is not.
    int below(EntryName other) {
        if (text.equals(other.text)) {
            return 0;
        }
        if (!text.startsWith(other.text + "/")) {
            return -1;
        }
        return (int) text.substring(other.text.length())
                .chars()
                .filter(c -> c == '/')
                .count();
    }
}
