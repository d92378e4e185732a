package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with a header field whose name begins so, ignoring case: `match="HasHeaderWithPrefix=X-Spam-"`.
final class HasHeaderWithPrefix implements MailMatcher {
    private final Config config;

    public HasHeaderWithPrefix(Config config) {
        this.config = config;
    }

    /// @param prefix of the name
    record Config(@Option(doc = "How the name begins.") String prefix) {
        Config {
            if (prefix.isBlank()) {
                throw new IllegalArgumentException("say how it begins: HasHeaderWithPrefix=X-Spam-");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        String prefix = config.prefix().strip();
        return mail.message().headers().fields().stream()
                .anyMatch(field -> field.name().regionMatches(true, 0, prefix, 0, prefix.length()));
    }
}
