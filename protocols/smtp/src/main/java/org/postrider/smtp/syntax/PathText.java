package org.postrider.smtp.syntax;

import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;

/// A path of MAIL or RCPT, `<...>`, and what stands behind it.
///
/// @param text between the angle brackets, without source route
/// @param rest after the closing bracket, stripped
/// @param status of the reply where it is no address
record PathText(String text, String rest, String status) {
    private static final int PATH_OCTETS_MAX = 1000;

    /// @param keyword `FROM:` or `TO:`
    static PathText after(String keyword, String argument, String status) throws CommandRefusedException {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new CommandRefusedException(501, "5.5.4", "Syntax: " + keyword + "<address>");
        }
        // Many clients put a space after the colon, which the grammar does not have.
        String after = argument.substring(keyword.length()).stripLeading();
        int end = after.startsWith("<") ? closingBracket(after) : -1;
        if (end < 0 || end > PATH_OCTETS_MAX) {
            throw new CommandRefusedException(501, status, "The address must stand between < and >");
        }
        String rest = after.substring(end + 1);
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
            throw new CommandRefusedException(501, "5.5.4", "Parameters must be separated by a space");
        }
        return new PathText(withoutSourceRoute(after.substring(1, end), status), rest.strip(), status);
    }

    MailAddress address() throws CommandRefusedException {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException e) {
            throw new CommandRefusedException(501, status, "Bad address: " + e.getMessage());
        }
    }

    boolean internationalised() {
        return text.chars().anyMatch(c -> c >= 0x80);
    }

    // The index of the first `>` outside a quoted string, or -1.
    private static int closingBracket(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    // RFC 5321 §4.1.1.3, appendix C: a source route (`@a,@b:`) is accepted and ignored.
    private static String withoutSourceRoute(String path, String status) throws CommandRefusedException {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = path.indexOf(':');
        if (colon < 0) {
            throw new CommandRefusedException(501, status, "The source route has no end");
        }
        return path.substring(colon + 1);
    }
}
