package org.postrider.api.store;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The flags of a message. Immutable.
public final class Flags {
    public static final Flags NONE = new Flags(0, Collections.emptySortedSet());

    private final int system;
    private final SortedSet<Keyword> keywords;

    private Flags(int system, SortedSet<Keyword> keywords) {
        this.system = system;
        this.keywords = keywords;
    }

    public static Flags of(SystemFlag... flags) {
        return of(Set.of(flags), Set.of());
    }

    public static Flags of(Set<SystemFlag> flags, Set<Keyword> keywords) {
        int system = 0;
        for (SystemFlag flag : flags) {
            system |= flag.bit();
        }
        return of(system, keywords);
    }

    /// @param systemBits the bits of the system flags
    public static Flags ofBits(int systemBits, Set<Keyword> keywords) {
        return of(systemBits, keywords);
    }

    public boolean has(SystemFlag flag) {
        return (system & flag.bit()) != 0;
    }

    public boolean has(Keyword keyword) {
        return keywords.contains(keyword);
    }

    /// The bits ([SystemFlag#bit()]) of the system flags.
    public int systemBits() {
        return system;
    }

    /// In alphabetical order.
    public SortedSet<Keyword> keywords() {
        return keywords;
    }

    public boolean isEmpty() {
        return system == 0 && keywords.isEmpty();
    }

    public Flags with(Flags others) {
        SortedSet<Keyword> union = new TreeSet<>(keywords);
        union.addAll(others.keywords);
        return of(system | others.system, union);
    }

    public Flags without(Flags others) {
        SortedSet<Keyword> rest = new TreeSet<>(keywords);
        rest.removeAll(others.keywords);
        return of(system & ~others.system, rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flags that && system == that.system && keywords.equals(that.keywords);
    }

    @Override
    public int hashCode() {
        return 31 * system + keywords.hashCode();
    }

    /// As in IMAP: `\Seen $Forwarded`.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (SystemFlag flag : SystemFlag.values()) {
            if (has(flag)) {
                out.append(out.isEmpty() ? "" : " ").append(flag.imapName());
            }
        }
        for (Keyword keyword : keywords) {
            out.append(out.isEmpty() ? "" : " ").append(keyword.name());
        }
        return out.toString();
    }

    private static Flags of(int system, Set<Keyword> keywords) {
        if (system == 0 && keywords.isEmpty()) {
            return NONE;
        }
        return new Flags(system, Collections.unmodifiableSortedSet(new TreeSet<>(keywords)));
    }
}
