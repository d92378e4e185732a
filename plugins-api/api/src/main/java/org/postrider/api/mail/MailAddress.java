package org.postrider.api.mail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A mailbox address, `local-part@domain` (RFC 5321 §4.1.2, RFC 6531 §3.3).
///
/// The local part is held without quoting: `"a b"@example.org` has the local part `a b`. Two addresses are equal
/// where local parts are equal, ignoring case, and domains are; the case as written is kept for showing.
public final class MailAddress implements Comparable<MailAddress> {
    // RFC 5321 §4.5.3.1.1 says 64; longer ones exist (VERP, SRS), so the limit is that of a whole path.
    private static final int LOCAL_PART_OCTETS_MAX = 255;
    private static final String ATOM_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

    private final String localPart;
    private final Domain domain;

    private MailAddress(String localPart, Domain domain) {
        this.localPart = localPart;
        this.domain = domain;
    }

    /// @param localPart without quoting
    /// @throws AddressSyntaxException where the local part is empty, too long or has control characters
    public static MailAddress of(String localPart, Domain domain) {
        if (localPart.isEmpty()) {
            throw new AddressSyntaxException("the local part is empty");
        }
        if (localPart.getBytes(StandardCharsets.UTF_8).length > LOCAL_PART_OCTETS_MAX) {
            throw new AddressSyntaxException("the local part is longer than " + LOCAL_PART_OCTETS_MAX + " octets");
        }
        if (localPart.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new AddressSyntaxException("the local part has control characters");
        }
        return new MailAddress(localPart, domain);
    }

    /// Reads an address as it stands between `<` and `>` in MAIL and RCPT, without source route and parameters.
    ///
    /// @throws AddressSyntaxException where `text` is not one whole address
    public static MailAddress parse(String text) {
        int at = text.startsWith("\"") ? endOfQuoted(text) : text.indexOf('@');
        if (at < 0 || at >= text.length() || text.charAt(at) != '@') {
            throw new AddressSyntaxException("'" + text + "' has no @domain");
        }
        String local = text.substring(0, at);
        Domain domain = Domain.parse(text.substring(at + 1));
        if (local.startsWith("\"")) {
            return of(unquote(local), domain);
        }
        if (!isDotString(local)) {
            throw new AddressSyntaxException("'" + local + "' is not a valid local part");
        }
        return of(local, domain);
    }

    /// The part before the `@`, without quoting, in the case in which it was written.
    public String localPart() {
        return localPart;
    }

    public Domain domain() {
        return domain;
    }

    /// True where the address can only be sent to a host that offers SMTPUTF8 (RFC 6531).
    public boolean needsSmtpUtf8() {
        return localPart.chars().anyMatch(c -> c >= 0x80);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MailAddress that
                && that.localPart.equalsIgnoreCase(localPart)
                && that.domain.equals(domain);
    }

    @Override
    public int hashCode() {
        return 31 * localPart.toLowerCase(Locale.ROOT).hashCode() + domain.hashCode();
    }

    @Override
    public int compareTo(MailAddress other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : localPart.compareToIgnoreCase(other.localPart);
    }

    /// The address in RFC 5321 form, quoted where it must be.
    @Override
    public String toString() {
        return (isDotString(localPart) ? localPart : quote(localPart)) + "@" + domain;
    }

    // The index of the character after the closing quote, or -1.
    private static int endOfQuoted(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    private static String unquote(String quoted) {
        StringBuilder out = new StringBuilder(quoted.length());
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            out.append(c == '\\' ? quoted.charAt(++i) : c);
        }
        return out.toString();
    }

    private static String quote(String local) {
        return "\"" + local.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static boolean isDotString(String local) {
        boolean dots = local.startsWith(".") || local.endsWith(".") || local.contains("..");
        return !dots && !local.isEmpty() && local.chars().allMatch(c -> c == '.' || isAtomCharacter(c));
    }

    private static boolean isAtomCharacter(int c) {
        boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return alphanumeric || c >= 0x80 || ATOM_SPECIALS.indexOf(c) >= 0;
    }
}
