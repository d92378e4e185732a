package org.postrider.mailets.address;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.plugin.AlsoNamed;

/// Mail with more recipients than some number: `match="TooManyRecipients=50"`.
@AlsoNamed("RecipientCountExceeds")
final class TooManyRecipients implements MailMatcher {
    private final Config config;

    public TooManyRecipients(Config config) {
        this.config = config;
    }

    /// @param count that is still few enough
    record Config(
            @Option(doc = "How many are still few enough.") int count) {
        Config {
            if (count < 1) {
                throw new IllegalArgumentException("the number is at least 1");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.recipients().size() > config.count();
    }
}
