package org.postrider.mailets.address;

import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose reverse-path a regular expression matches as a whole, ignoring case:
/// `match="SenderIsRegex=bounce-.*@example\.net"`. A null reverse-path matches nothing.
final class SenderIsRegex implements MailMatcher {
    private final Config config;

    public SenderIsRegex(Config config) {
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
    public boolean matches(Mail mail) {
        return mail.reversePath()
                .address()
                .filter(sender -> config.regex().matcher(sender.toString()).matches())
                .isPresent();
    }
}
