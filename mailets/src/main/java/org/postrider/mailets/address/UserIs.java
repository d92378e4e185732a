package org.postrider.mailets.address;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients with one of some local parts, in any domain: `match="UserIs=postmaster,abuse"`.
final class UserIs implements RecipientMatcher {
    private final Set<String> users;

    public UserIs(Config config) {
        this.users = config.users().stream().map(UserIs::key).collect(Collectors.toUnmodifiableSet());
    }

    /// @param users any of them
    record Config(
            @Option(doc = "The parts before the @, between commas; case does not count.")
            List<String> users) {
        Config {
            users = Given.some(users, "UserIs=postmaster");
        }
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return users.contains(key(recipient.address().localPart()));
    }

    private static String key(String user) {
        return user.toLowerCase(Locale.ROOT);
    }
}
