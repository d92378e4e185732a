package org.postrider.api.store.share;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// Some rights.
public record Rights(Set<Right> set) {
    public static final Rights NONE = new Rights(Set.of());
    public static final Rights ALL = new Rights(EnumSet.allOf(Right.class));

    public Rights {
        set = Set.copyOf(set);
    }

    /// Rights by their letters, in any order. `c` and `d` stand for what they once meant (RFC 4314 §2.1.1): `kx`,
    /// `te`.
    ///
    /// @throws IllegalArgumentException where a letter is none; the message is fit for the user
    public static Rights parse(String letters) {
        Set<Right> found = EnumSet.noneOf(Right.class);
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            switch (letter) {
                case 'c' -> found.addAll(Set.of(Right.CREATE, Right.DELETE_MAILBOX));
                case 'd' -> found.addAll(Set.of(Right.DELETE_MESSAGES, Right.EXPUNGE));
                default -> found.add(of(letter));
            }
        }
        return new Rights(found);
    }

    private static Right of(char letter) {
        return Arrays.stream(Right.values())
                .filter(right -> right.letter() == letter)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no right of that letter; there are " + ALL));
    }

    public boolean has(Right right) {
        return set.contains(right);
    }

    public boolean hasAny(Right... rights) {
        return Arrays.stream(rights).anyMatch(set::contains);
    }

    public boolean hasAll(Collection<Right> rights) {
        return set.containsAll(rights);
    }

    public boolean isEmpty() {
        return set.isEmpty();
    }

    public Rights with(Rights others) {
        Set<Right> union = EnumSet.noneOf(Right.class);
        union.addAll(set);
        union.addAll(others.set);
        return new Rights(union);
    }

    public Rights without(Rights others) {
        Set<Right> rest = EnumSet.noneOf(Right.class);
        rest.addAll(set);
        rest.removeAll(others.set);
        return new Rights(rest);
    }

    /// As IMAP tells them, with `c` and `d` for old clients (RFC 4314 §2.1.1).
    public String withObsolete() {
        return this
                + (hasAny(Right.CREATE, Right.DELETE_MAILBOX) ? "c" : "")
                + (hasAny(Right.DELETE_MESSAGES, Right.EXPUNGE) ? "d" : "");
    }

    /// The letters, in the order of the RFC: `lrs`.
    @Override
    public String toString() {
        StringBuilder letters = new StringBuilder();
        for (Right right : Right.values()) {
            letters.append(has(right) ? String.valueOf(right.letter()) : "");
        }
        return letters.toString();
    }
}
