package org.postrider.mbox;

import java.nio.file.Path;
import java.time.Duration;
import org.postrider.api.config.Option;

/// The options of `<store type="mbox">`.
///
/// @param root below it, the inbox of bob@example.org is the file `example.org/bob/mbox/INBOX`
/// @param standardMailboxes made when a user first looks at the list of mailboxes
/// @param foreignChanges how often mailboxes that somebody watches are looked at for changes of other programs
/// @param lockTimeout how long to wait for another program that holds a mailbox's lock
/// @param staleLock the age at which a dot-lock counts as left behind
public record MboxConfig(
        @Option(doc = "The folder of all mail: DOMAIN/USER/mbox below it.", defaultValue = "mail")
        Path root,

        @Option(
                doc = "Make Drafts, Sent, Junk, Trash and Archive, subscribed, when a user first lists the mailboxes.",
                defaultValue = "true")
        boolean standardMailboxes,

        @Option(
                doc = "How often mailboxes that a client watches are looked at for what other programs did to them.",
                defaultValue = "500ms")
        Duration foreignChanges,

        @Option(doc = "How long to wait for another program that holds a mailbox's lock.", defaultValue = "30s")
        Duration lockTimeout,

        @Option(
                doc = "The age at which the lock file of another program counts as left behind, and is removed.",
                defaultValue = "10m")
        Duration staleLock) {
    public MboxConfig {
        if (foreignChanges.isNegative() || foreignChanges.toMillis() < 50) {
            throw new IllegalArgumentException("foreignChanges is at least 50ms");
        }
        if (lockTimeout.isNegative()) {
            throw new IllegalArgumentException("lockTimeout is not negative");
        }
        if (staleLock.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("staleLock is at least 1m");
        }
    }
}
