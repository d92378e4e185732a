package org.postrider.mailets;

import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that has passed that many hosts or more, and so goes round in a circle (RFC 5321 §6.3):
/// `match="RelayLimit=30"`.
public final class RelayLimit implements MailMatcher {
    private final Config config;

    public RelayLimit(Config config) {
        this.config = config;
    }

    /// @param limit of Received fields
    public record Config(
            @Option(doc = "How many Received fields are too many.")
            int limit) {
        public Config {
            if (limit < 1) {
                throw new IllegalArgumentException("the limit is at least 1");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        long received = 0;
        for (HeaderField field : mail.message().headers().fields()) {
            received += field.is("Received") ? 1 : 0;
        }
        return received >= config.limit();
    }
}
