package org.postrider.pop3;

import java.util.Optional;

/// What a client logs in with: a user, and perhaps a mailbox instead of INBOX.
///
/// @param user as the directory knows it
/// @param mailbox as it was written, with `/` between its levels
record UserName(String user, Optional<String> mailbox) {
    /// `bob@example.org#Archive/2024` where the separator is `#`. What stands before the `@` belongs to the user.
    static UserName parse(String text, String separator) {
        int from = Math.max(0, text.indexOf('@'));
        int at = separator.isEmpty() ? -1 : text.indexOf(separator, from);
        return at < 0
                ? new UserName(text, Optional.empty())
                : new UserName(text.substring(0, at), Optional.of(text.substring(at + 1)));
    }
}
