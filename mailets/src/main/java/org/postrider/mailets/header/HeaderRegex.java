package org.postrider.mailets.header;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mime.HeaderText;

/// Mail with a header field in whose value, as people read it, a regular expression finds something:
/// `match="HeaderRegex=Subject: (?i)invoice|receipt"`.
final class HeaderRegex implements MailMatcher {
    private static final int VALUE_LENGTH_MAX = 10_000;

    private final String name;
    private final Pattern pattern;

    public HeaderRegex(Config config) {
        this.name = config.name();
        this.pattern = config.pattern();
    }

    /// @param condition name, colon, regular expression
    record Config(
            @Option(
                    doc = "The field's name, a colon, and the regular expression; of long values the first 10,000"
                            + " characters count.")
            String condition) {
        Config {
            if (condition.indexOf(':') < 1) {
                throw new IllegalArgumentException("write HeaderRegex=Name: regular expression");
            }
            try {
                Pattern.compile(condition.substring(condition.indexOf(':') + 1).strip());
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("no regular expression: " + e.getMessage(), e);
            }
        }

        String name() {
            return condition.substring(0, condition.indexOf(':')).strip();
        }

        Pattern pattern() {
            return Pattern.compile(
                    condition.substring(condition.indexOf(':') + 1).strip());
        }
    }

    @Override
    public boolean matches(Mail mail) {
        for (HeaderField field : mail.message().headers().fields()) {
            if (field.is(name)) {
                String value = HeaderText.decode(field.value());
                if (pattern.matcher(value.substring(0, Math.min(value.length(), VALUE_LENGTH_MAX)))
                        .find()) {
                    return true;
                }
            }
        }
        return false;
    }
}
