package org.postrider.maildir;

import java.nio.file.Path;
import java.time.Duration;
import org.postrider.api.config.Option;

/// The options of `<store type="maildir">`.
///
/// @param root below it, the mail of bob@example.org is in `example.org/bob/Maildir`
/// @param standardMailboxes made when a user first looks at the list of mailboxes
/// @param foreignChanges how often mailboxes that somebody watches are looked at for changes of other programs
public record MaildirConfig(
        @Option(doc = "The folder of all mail: DOMAIN/USER/Maildir below it.", defaultValue = "mail")
        Path root,

        @Option(
                doc = "Make Drafts, Sent, Junk, Trash and Archive, subscribed, when a user first lists the mailboxes.",
                defaultValue = "true")
        boolean standardMailboxes,

        @Option(
                doc = "How often mailboxes that a client watches are looked at for what other programs did to them.",
                defaultValue = "500ms")
        Duration foreignChanges) {
    public MaildirConfig {
        if (foreignChanges.isNegative() || foreignChanges.toMillis() < 50) {
            throw new IllegalArgumentException("foreignChanges is at least 50ms");
        }
    }
}
