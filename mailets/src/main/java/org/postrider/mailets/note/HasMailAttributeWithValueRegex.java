package org.postrider.mailets.note;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with an attribute whose whole value a regular expression matches:
/// `match="HasMailAttributeWithValueRegex=filter.score, [5-9].*"`.
final class HasMailAttributeWithValueRegex implements MailMatcher {
    private final String name;
    private final Pattern pattern;

    public HasMailAttributeWithValueRegex(Config config) {
        NameAndText wanted = NameAndText.parse(config.condition(), "HasMailAttributeWithValueRegex");
        this.name = wanted.name();
        this.pattern = Pattern.compile(wanted.text());
    }

    /// @param condition name, regular expression
    record Config(
            @Option(doc = "The attribute's name, a comma, the regular expression.")
            String condition) {
        Config {
            NameAndText wanted = NameAndText.parse(condition, "HasMailAttributeWithValueRegex");
            try {
                Pattern.compile(wanted.text());
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("no regular expression: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.attribute(name)
                .filter(value -> pattern.matcher(value).matches())
                .isPresent();
    }
}
