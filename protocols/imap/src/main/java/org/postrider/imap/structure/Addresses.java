package org.postrider.imap.structure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads address lists (RFC 5322 §3.4) as ENVELOPE shows them; what makes no sense is shown as well as it can be.
public final class Addresses {
    private static final int COUNT_MAX = 5000;

    private final String text;
    private final List<Address> found = new ArrayList<>();
    private int next;
    private boolean inGroup;

    private Addresses(String text) {
        this.text = text;
    }

    /// @param name null for none
    /// @param mailbox null at a group's end
    /// @param host null at a group's start and end
    public record Address(
            @Nullable String name,
            @Nullable String mailbox,
            @Nullable String host) {}

    /// Never fails.
    public static List<Address> parse(String value) {
        Addresses reader = new Addresses(value);
        while (reader.next < value.length() && reader.found.size() < COUNT_MAX) {
            reader.one();
        }
        reader.endGroup();
        return reader.found;
    }

    // Up to the comma, semicolon or end that closes it.
    private void one() {
        StringBuilder phrase = new StringBuilder();
        String comment = "";
        String angle = null;
        boolean open = true;
        while (open && next < text.length()) {
            char c = text.charAt(next);
            switch (c) {
                case '"' -> phrase.append(quoted());
                case '(' -> comment = comment();
                case '<' -> angle = angle();
                case '[' -> phrase.append(domainLiteral());
                case ',', ';' -> {
                    next++;
                    open = false;
                }
                case ':' -> {
                    next++;
                    beginGroup(phrase.toString().strip());
                    phrase.setLength(0);
                }
                default -> {
                    next++;
                    phrase.append(c);
                }
            }
        }
        finish(phrase.toString().strip(), comment, angle);
        if (!open && text.charAt(next - 1) == ';') {
            endGroup();
        }
    }

    // RFC 3501 §7.4.2: a group begins with its name in the place of the mailbox, and ends with nothing but NIL.
    private void beginGroup(String name) {
        endGroup();
        found.add(new Address(null, name, null));
        inGroup = true;
    }

    private void endGroup() {
        if (inGroup) {
            found.add(new Address(null, null, null));
            inGroup = false;
        }
    }

    private void finish(String phrase, String comment, @Nullable String angle) {
        if (angle != null) {
            add(phrase.isEmpty() ? null : phrase, angle);
        } else if (!phrase.isEmpty()) {
            // The old form of a name: bob@example.org (Bob)
            add(comment.isEmpty() ? null : comment, phrase);
        }
    }

    private void add(@Nullable String name, String address) {
        // A source route is obsolete (RFC 5322 §4.4) and left out.
        int route = address.startsWith("@") ? address.indexOf(':') : -1;
        String plain = address.substring(route + 1).strip();
        int at = plain.lastIndexOf('@');
        // NIL as the host would be a group: an address without a domain has an empty one.
        found.add(
                at < 0
                        ? new Address(name, unquoted(plain), "")
                        : new Address(name, unquoted(plain.substring(0, at)), plain.substring(at + 1)));
    }

    private static String unquoted(String local) {
        boolean quotes = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        return quotes ? local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1") : local;
    }

    // With its quotes where it is a local part, without where it is a name: the caller's text keeps what is inside.
    private String quoted() {
        StringBuilder out = new StringBuilder();
        int start = next;
        for (next++; next < text.length() && text.charAt(next) != '"'; next++) {
            if (text.charAt(next) == '\\' && next + 1 < text.length()) {
                next++;
            }
            out.append(text.charAt(next));
        }
        next = Math.min(next + 1, text.length());
        boolean local = next < text.length() && text.charAt(next) == '@';
        return local ? text.substring(start, next) : out.toString();
    }

    private String comment() {
        StringBuilder out = new StringBuilder();
        int depth = 0;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c == '(' && depth++ == 0) {
                continue;
            }
            if (c == ')' && --depth == 0) {
                next++;
                break;
            }
            if (c == '\\' && next + 1 < text.length()) {
                c = text.charAt(++next);
            }
            out.append(c);
        }
        return out.toString().strip();
    }

    // Its colons begin no group: bob@[IPv6:::1]
    private String domainLiteral() {
        int end = text.indexOf(']', next);
        String literal = text.substring(next, end < 0 ? text.length() : end + 1);
        next += literal.length();
        return literal;
    }

    private String angle() {
        int end = text.indexOf('>', next);
        String inside = text.substring(next + 1, end < 0 ? text.length() : end);
        next = end < 0 ? text.length() : end + 1;
        return inside.strip();
    }
}
