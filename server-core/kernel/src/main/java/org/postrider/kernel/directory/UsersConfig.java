package org.postrider.kernel.directory;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.MailAddress;

/// `conf/users.xml`, and in the same form the files of `conf/users` where there are many: the accounts.
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

            @Option(
                    doc =
                            "The password's hash in PHC form, as `postrider user passwd` writes it; also those of other servers' tables: {SHA512-CRYPT}, {SHA256-CRYPT}, {BLF-CRYPT}, {MD5-CRYPT}, {SSHA}, {SSHA256}, {SSHA512}, {ARGON2ID}.")
            Secret password,

            @Option(doc = "What SCRAM-SHA-1 needs of the password, as `postrider user passwd` writes it.")
            Optional<Secret> scramSha1,

            @Option(doc = "What SCRAM-SHA-256 needs of the password, as `postrider user passwd` writes it.")
            Optional<Secret> scramSha256,

            @Option(doc = "A disabled account receives no mail and cannot log in.", defaultValue = "true")
            boolean enabled,

            @Option(
                    doc =
                            "How much mail it may hold; 0 for as much as it likes. Where it is not given, the domain's, else the server's, holds.")
            Optional<ByteSize> quota,

            @Option(doc = "How many messages it may hold; 0 for as many as it likes.")
            Optional<Long> quotaMessages,

            @Option(doc = "How many mailboxes it may have, INBOX among them; 0 for as many as it likes.")
            Optional<Long> quotaMailboxes,

            @Option(doc = "Addresses to which its mail goes on, as `postrider user forward` writes them.")
            List<MailAddress> forward,

            @Option(doc = "Whether mail that goes on comes into its own mailbox too.", defaultValue = "true")
            boolean keepCopy,

            @Option(
                    doc = "Whose accounts its owner looks after: nobody's, those of its domain, or everybody's. An"
                            + " administrator sees and changes quotas over IMAP (SETQUOTA).",
                    defaultValue = "nobody")
            Administers administers,

            @Option(
                    doc =
                            "The groups it is in, with commas between them, such as staff, sales: mailboxes are shared with"
                                    + " group:staff.")
            List<String> groups) {
        public UserEntry {
            forward = List.copyOf(forward);
            if (PasswordHash.parse(password.value()).isEmpty()) {
                throw new IllegalArgumentException("the password of " + address
                        + " is no argon2id hash, nor another that is understood; set it with: postrider user passwd "
                        + address);
            }
            boolean readable = scramSha1
                            .map(text -> ScramKeys.parse(ScramHash.SHA_1, text.value())
                                    .isPresent())
                            .orElse(true)
                    && scramSha256
                            .map(text -> ScramKeys.parse(ScramHash.SHA_256, text.value())
                                    .isPresent())
                            .orElse(true);
            if (!readable) {
                throw new IllegalArgumentException("what SCRAM needs for " + address
                        + " cannot be read; set it with: postrider user passwd " + address);
            }
            groups = List.copyOf(groups);
            // Limits and groups are checked where the line is known.
            QuotaLimits limits = new QuotaLimits(quota, quotaMessages, quotaMailboxes);
            var _ = new User(
                    new Account(address, enabled),
                    Optional.empty(),
                    limits,
                    Forwarding.NONE,
                    administers,
                    new TreeSet<>(groups));
        }

        User user() {
            StoredPassword stored =
                    new StoredPassword(password.value(), scramSha1.map(Secret::value), scramSha256.map(Secret::value));
            return new User(
                    new Account(address, enabled),
                    Optional.of(stored),
                    new QuotaLimits(quota, quotaMessages, quotaMailboxes),
                    forward.isEmpty() ? Forwarding.NONE : new Forwarding(forward, keepCopy),
                    administers,
                    new TreeSet<>(groups));
        }
    }
}
