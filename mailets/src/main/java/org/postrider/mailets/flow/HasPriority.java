package org.postrider.mailets.flow;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail of one priority: `match="HasPriority=4"`. Without a word of its sender or of
/// WithPriority it is 0.
final class HasPriority implements MailMatcher {
    private final Config config;

    public HasPriority(Config config) {
        this.config = config;
    }

    /// @param priority as of RFC 6710
    record Config(
            @Option(doc = "The priority, -9 to 9 (RFC 6710).")
            int priority) {
        Config {
            Priority.check(priority);
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.envelope().parameters().priority() == config.priority();
    }
}
