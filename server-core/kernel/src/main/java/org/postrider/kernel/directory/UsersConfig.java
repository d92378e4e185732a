package org.postrider.kernel.directory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.mail.MailAddress;

/// `conf/users.xml`: the accounts.
public record UsersConfig(
        @Option(doc = "An account, which receives mail and logs in.")
        List<UserEntry> user) {
    public UsersConfig {
        user = List.copyOf(user);
    }

    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /// One account.
    public record UserEntry(
            @Option(doc = "The account's address, which is also the name to log in with.")
            MailAddress address,

            @Option(doc = "The password's hash in PHC form, as `postrider user passwd` writes it.")
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
            if (PasswordHash.parse(password.value()).isEmpty()) {
                throw new IllegalArgumentException("the password of " + address
                        + " is no argon2id hash; set it with: postrider user passwd " + address);
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
            var _ = new QuotaLimits(quota, quotaMessages, quotaMailboxes);
            groups = groups.stream().map(UserEntry::group).distinct().sorted().toList();
        }

        private static String group(String name) {
            if (!GROUP.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a group: letters, digits, and . - _ inside, 64 at most");
            }
            return name.toLowerCase(Locale.ROOT);
        }

        /// Its own limits.
        public QuotaLimits limits() {
            return new QuotaLimits(quota, quotaMessages, quotaMailboxes);
        }

        UserEntry withLimits(QuotaLimits limits) {
            return new UserEntry(
                    address,
                    password,
                    scramSha1,
                    scramSha256,
                    enabled,
                    limits.storage(),
                    limits.messages(),
                    limits.mailboxes(),
                    administers,
                    groups);
        }

        UserEntry withAdministers(Administers whom) {
            return new UserEntry(
                    address,
                    password,
                    scramSha1,
                    scramSha256,
                    enabled,
                    quota,
                    quotaMessages,
                    quotaMailboxes,
                    whom,
                    groups);
        }

        UserEntry withGroups(List<String> names) {
            return new UserEntry(
                    address,
                    password,
                    scramSha1,
                    scramSha256,
                    enabled,
                    quota,
                    quotaMessages,
                    quotaMailboxes,
                    administers,
                    names);
        }

        UserEntry withCredentials(Secret newPassword, Optional<Secret> sha1, Optional<Secret> sha256) {
            return new UserEntry(
                    address,
                    newPassword,
                    sha1,
                    sha256,
                    enabled,
                    quota,
                    quotaMessages,
                    quotaMailboxes,
                    administers,
                    groups);
        }
    }
}
