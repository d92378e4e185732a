package org.postrider.api.store;

import java.util.ArrayList;
import java.util.List;

/// The name of a mailbox: a path of Unicode names, free of any hierarchy separator.
///
/// `INBOX`, as the first element, is written in capitals whatever its case was (RFC 9051 §5.1). Other names are
/// told apart by case.
///
/// @param path at least one element, none empty, at most 32 elements of at most 255 characters
public record MailboxName(List<String> path) implements Comparable<MailboxName> {
    public static final MailboxName INBOX = new MailboxName(List.of("INBOX"));

    private static final int DEPTH_MAX = 32;
    private static final int ELEMENT_LENGTH_MAX = 255;

    public MailboxName {
        if (path.isEmpty() || path.size() > DEPTH_MAX) {
            throw new IllegalArgumentException("a mailbox name has 1 to " + DEPTH_MAX + " levels");
        }
        for (String element : path) {
            if (element.isEmpty() || element.length() > ELEMENT_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "each level of a mailbox name has 1 to " + ELEMENT_LENGTH_MAX + " characters");
            }
            if (element.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
                throw new IllegalArgumentException("a mailbox name has no control characters");
            }
        }
        if (path.getFirst().equalsIgnoreCase("INBOX")) {
            List<String> canonical = new ArrayList<>(path);
            canonical.set(0, "INBOX");
            path = canonical;
        }
        path = List.copyOf(path);
    }

    /// A name with `separator` between its levels.
    ///
    /// @throws IllegalArgumentException where it is no mailbox name; the message is fit for the user
    public static MailboxName parse(String text, char separator) {
        return new MailboxName(List.of(text.split(java.util.regex.Pattern.quote(String.valueOf(separator)), -1)));
    }

    public static MailboxName of(String... path) {
        return new MailboxName(List.of(path));
    }

    public boolean isInbox() {
        return path.size() == 1 && path.getFirst().equals("INBOX");
    }

    public String last() {
        return path.getLast();
    }

    public MailboxName child(String element) {
        List<String> longer = new ArrayList<>(path);
        longer.add(element);
        return new MailboxName(longer);
    }

    /// True where this name stands somewhere below `other`.
    public boolean isBelow(MailboxName other) {
        return path.size() > other.path.size()
                && path.subList(0, other.path.size()).equals(other.path);
    }

    public String toString(char separator) {
        return String.join(String.valueOf(separator), path);
    }

    @Override
    public int compareTo(MailboxName other) {
        for (int i = 0; i < Math.min(path.size(), other.path.size()); i++) {
            int order = path.get(i).compareTo(other.path.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(path.size(), other.path.size());
    }

    @Override
    public String toString() {
        return toString('/');
    }
}
