package org.postrider.api.mail;

import java.net.IDN;
import java.util.Locale;

/// The part of an address after the `@`: a domain name or an address literal (RFC 5321 §4.1.2).
///
/// Kept in the form in which it is compared: lower case, no final dot, internationalised labels as A-labels
/// (RFC 5890), a literal with its brackets (`[192.0.2.1]`, `[IPv6:2001:db8::1]`).
///
/// @param name the canonical name, never empty, at most 255 octets
public record Domain(String name) implements Comparable<Domain> {
    private static final int NAME_OCTETS_MAX = 255;
    private static final int LABEL_OCTETS_MAX = 63;
    // Sharp s, small and capital; final sigma; zero width non-joiner and joiner.
    private static final String DEVIATIONS = "\u00df\u1e9e\u03c2\u200c\u200d";

    public Domain {
        name = canonical(name);
    }

    /// Reads a domain as it stands in an address.
    ///
    /// @throws AddressSyntaxException where `text` is neither a domain name nor an address literal
    public static Domain parse(String text) {
        return new Domain(text);
    }

    /// True for `[192.0.2.1]` and its like: there is nothing to look up.
    public boolean isLiteral() {
        return name.startsWith("[");
    }

    @Override
    public int compareTo(Domain other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }

    private static String canonical(String text) {
        if (text.startsWith("[")) {
            return literal(text);
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty()) {
            throw new AddressSyntaxException("the domain is empty");
        }
        name = toAscii(name).toLowerCase(Locale.ROOT);
        if (name.length() > NAME_OCTETS_MAX) {
            throw new AddressSyntaxException("the domain is longer than " + NAME_OCTETS_MAX + " octets");
        }
        for (String label : name.split("\\.", -1)) {
            checkLabel(label);
        }
        return name;
    }

    private static String toAscii(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        checkNoDeviation(name);
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new AddressSyntaxException("'" + name + "' is not a valid internationalised domain", e);
        }
    }

    // RFC 5894 §7.2: IDNA 2003, which is what Java has, makes other letters of these or leaves them out, and so another
    // domain, which may be somebody else's; IDNA 2008 keeps them.
    private static void checkNoDeviation(String name) {
        name.chars().filter(c -> DEVIATIONS.indexOf(c) >= 0).findFirst().ifPresent(c -> {
            throw new AddressSyntaxException("'" + name + "' has the character U+%04X".formatted(c)
                    + ", which is read in two ways: write the domain in its ASCII form (xn--...) instead");
        });
    }

    private static void checkLabel(String label) {
        boolean valid = !label.isEmpty()
                && label.length() <= LABEL_OCTETS_MAX
                && label.charAt(0) != '-'
                && label.charAt(label.length() - 1) != '-'
                && label.chars().allMatch(Domain::isLabelOctet);
        if (!valid) {
            throw new AddressSyntaxException("'" + label + "' is not a valid domain label");
        }
    }

    // The underscore is no host name character (RFC 1123 §2.1), but names in the field have it.
    private static boolean isLabelOctet(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    // RFC 5321 §4.1.3
    private static String literal(String text) {
        boolean closed = text.length() > 2 && text.length() <= NAME_OCTETS_MAX && text.endsWith("]");
        if (!closed || !text.chars().skip(1).limit(text.length() - 2L).allMatch(Domain::isLiteralOctet)) {
            throw new AddressSyntaxException("'" + text + "' is not a valid address literal");
        }
        return text.toLowerCase(Locale.ROOT).replace("[ipv6:", "[IPv6:");
    }

    private static boolean isLiteralOctet(int c) {
        return c > 0x20 && c < 0x7f && c != '[' && c != ']' && c != '\\';
    }
}
