package org.postrider.mailets.address;

import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients whose whole address a regular expression matches, ignoring case:
/// `match="RecipientIsRegex=.*-request@example\.org"`.
final class RecipientIsRegex implements RecipientMatcher {
    private final Config config;

    public RecipientIsRegex(Config config) {
        this.config = config;
    }

    /// @param regex for the whole address
    record Config(
            @Option(doc = "The regular expression, for the whole address; case does not count.")
            Pattern regex) {
        Config {
            regex = Pattern.compile(regex.pattern(), regex.flags() | Pattern.CASE_INSENSITIVE);
        }
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return config.regex().matcher(recipient.address().toString()).matches();
    }
}
