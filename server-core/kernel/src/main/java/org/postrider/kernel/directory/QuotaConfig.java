package org.postrider.kernel.directory;

import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.directory.QuotaLimits;

/// `<quota>` in `conf/server.xml`: what an account may hold where neither its entry nor its domain's says.
public record QuotaConfig(
        @Option(doc = "How much mail an account may hold; as much as it likes where it is not given, or 0.")
        Optional<ByteSize> storage,

        @Option(doc = "How many messages an account may hold.")
        Optional<Long> messages,

        @Option(doc = "How many mailboxes an account may have, INBOX among them.")
        Optional<Long> mailboxes,

        @Option(
                doc = "At how many per cent of its storage or messages the owner of an account gets a mail that warns"
                        + " of it, once a day at most; 0 for never.",
                defaultValue = "90")
        int warnAt) {
    public QuotaConfig {
        if (warnAt < 0 || warnAt > 100) {
            throw new IllegalArgumentException("warnAt is a percentage, from 0 to 100");
        }
    }

    QuotaLimits limits() {
        return new QuotaLimits(storage, messages, mailboxes);
    }
}
