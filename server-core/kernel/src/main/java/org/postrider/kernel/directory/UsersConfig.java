package org.postrider.kernel.directory;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.MailAddress;

/// `conf/users.xml`: the accounts.
public record UsersConfig(
        @Option(doc = "An account, which receives mail and logs in.")
        List<UserEntry> user) {
    public UsersConfig {
        user = List.copyOf(user);
    }

    /// One account.
    public record UserEntry(
            @Option(doc = "The account's address, which is also the name to log in with.")
            MailAddress address,

            @Option(doc = "The password's hash in PHC form, as `postrider user passwd` writes it.")
            Secret password,

            @Option(doc = "A disabled account receives no mail and cannot log in.", defaultValue = "true")
            boolean enabled,

            @Option(
                    doc =
                            "How much mail it may hold; 0 for as much as it likes. Where it is not given, the domain's, else the server's, holds.")
            Optional<ByteSize> quota,

            @Option(doc = "How many messages it may hold; 0 for as many as it likes.")
            Optional<Long> quotaMessages,

            @Option(doc = "How many mailboxes it may have, INBOX among them; 0 for as many as it likes.")
            Optional<Long> quotaMailboxes) {
        public UserEntry {
            if (PasswordHash.parse(password.value()).isEmpty()) {
                throw new IllegalArgumentException("the password of " + address
                        + " is no argon2id hash; set it with: postrider user passwd " + address);
            }
            var _ = new QuotaLimits(quota, quotaMessages, quotaMailboxes);
        }

        /// Its own limits.
        public QuotaLimits limits() {
            return new QuotaLimits(quota, quotaMessages, quotaMailboxes);
        }

        UserEntry withPassword(Secret other) {
            return new UserEntry(address, other, enabled, quota, quotaMessages, quotaMailboxes);
        }

        UserEntry withLimits(QuotaLimits limits) {
            return new UserEntry(address, password, enabled, limits.storage(), limits.messages(), limits.mailboxes());
        }
    }
}
