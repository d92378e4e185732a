package org.postrider.kernel.spool;

import java.time.Duration;
import java.util.List;
import org.postrider.api.config.Option;

/// `<mailboxes>` in `conf/server.xml`: how long removed and old mail is kept.
public record MailboxesConfig(
        @Option(
                doc = "How long expunged messages, and those of deleted mailboxes, can be brought back with `postrider"
                        + " mailbox undelete`; 0s for not at all. They do not count for the quota.",
                defaultValue = "0s")
        Duration keepExpunged,

        @Option(doc = "How often is looked for messages that have been kept long enough.", defaultValue = "1h")
        Duration upkeepEvery,

        @Option(doc = "A mailbox in which messages are not kept for ever.")
        List<ExpireEntry> expire) {
    public MailboxesConfig {
        expire = List.copyOf(expire);
        if (keepExpunged.isNegative()) {
            throw new IllegalArgumentException("keepExpunged is at least 0s");
        }
        if (upkeepEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("upkeepEvery is at least 1s");
        }
    }

    /// One mailbox of every account.
    public record ExpireEntry(
            @Option(doc = "Its name, with / between levels, or its special use: Trash, Lists/Daily, \\Junk.")
            String mailbox,

            @Option(doc = "How long after a message came into it, it is deleted for good.")
            Duration after) {
        public ExpireEntry {
            if (!after.isPositive()) {
                throw new IllegalArgumentException("after must be longer than nothing");
            }
        }
    }
}
