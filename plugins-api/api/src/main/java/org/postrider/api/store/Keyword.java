package org.postrider.api.store;

import java.util.Locale;

/// A flag that a client made up (RFC 9051 §2.3.2): `$Forwarded`, `NonJunk`. Case does not count, but is kept.
public final class Keyword implements Comparable<Keyword> {
    private static final int LENGTH_MAX = 100;
    private static final String SPECIALS = "(){%*\"\\]";

    private final String name;
    private final String folded;

    private Keyword(String name) {
        this.name = name;
        this.folded = name.toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException where `name` is no atom or longer than 100 characters
    public static Keyword of(String name) {
        boolean atom = !name.isEmpty() && name.chars().allMatch(c -> c > 0x20 && c < 0x7f && SPECIALS.indexOf(c) < 0);
        if (!atom || name.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("'" + name + "' is no keyword");
        }
        return new Keyword(name);
    }

    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Keyword that && folded.equals(that.folded);
    }

    @Override
    public int hashCode() {
        return folded.hashCode();
    }

    @Override
    public int compareTo(Keyword other) {
        return folded.compareTo(other.folded);
    }

    @Override
    public String toString() {
        return name;
    }
}
