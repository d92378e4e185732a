package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mime.HeaderText;

/// Mail whose subject begins with a text, ignoring case: `match="SubjectStartsWith=[ticket]"`. Encoded words (RFC 2047)
/// are read as
/// people see them.
final class SubjectStartsWith implements MailMatcher {
    private final Config config;

    public SubjectStartsWith(Config config) {
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
                .filter(subject -> subject.strip()
                        .regionMatches(
                                true,
                                0,
                                config.subject().strip(),
                                0,
                                config.subject().strip().length()))
                .isPresent();
    }
}
