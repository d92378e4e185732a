package org.postrider.kernel.directory;

import java.util.List;
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
            boolean enabled) {
        public UserEntry {
            if (PasswordHash.parse(password.value()).isEmpty()) {
                throw new IllegalArgumentException("the password of " + address
                        + " is no argon2id hash; set it with: postrider user passwd " + address);
            }
        }
    }
}
