package org.postrider.mailets.note;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with an attribute: `match="HasMailAttribute=filter.score"`.
final class HasMailAttribute implements MailMatcher {
    private final Config config;

    public HasMailAttribute(Config config) {
        this.config = config;
    }

    /// @param name of the attribute
    record Config(@Option(doc = "The attribute's name.") String name) {}

    @Override
    public boolean matches(Mail mail) {
        return mail.attribute(config.name().strip()).isPresent();
    }
}
