package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mime.HeaderText;

/// Mail whose subject is a text, ignoring case: `match="SubjectIs=remove me"`. Encoded words (RFC 2047) are read as
/// people see them.
final class SubjectIs implements MailMatcher {
    private final Config config;

    public SubjectIs(Config config) {
        this.config = config;
    }

    /// @param subject the text
    record Config(@Option(doc = "The text.") String subject) {}

    @Override
    public boolean matches(Mail mail) {
        return mail.message()
                .headers()
                .first("Subject")
                .map(HeaderText::decode)
                .filter(subject ->
                        subject.strip().equalsIgnoreCase(config.subject().strip()))
                .isPresent();
    }
}
