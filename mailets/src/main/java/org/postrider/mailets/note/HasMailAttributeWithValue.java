package org.postrider.mailets.note;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with an attribute of a certain value: `match="HasMailAttributeWithValue=filter.spam, yes"`.
final class HasMailAttributeWithValue implements MailMatcher {
    private final NameAndText wanted;

    public HasMailAttributeWithValue(Config config) {
        this.wanted = NameAndText.parse(config.condition(), "HasMailAttributeWithValue");
    }

    /// @param condition name, value
    record Config(
            @Option(doc = "The attribute's name, a comma, the value.")
            String condition) {
        Config {
            NameAndText.parse(condition, "HasMailAttributeWithValue");
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.attribute(wanted.name()).filter(wanted.text()::equals).isPresent();
    }
}
