package org.postrider.mailets.header;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with a header field whose value is a number that compares so: `match="CompareNumericHeaderValue=X-Score >
/// 5.5"`.
/// A field that is missing or no number does not match.
final class CompareNumericHeaderValue implements MailMatcher {
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*(\\S+)\\s+(>=|<=|==|>|<|=)\\s*(-?\\d{1,30}(?:\\.\\d{1,30})?)\\s*");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,30}(?:\\.\\d{1,30})?");

    private final String name;
    private final String operator;
    private final BigDecimal number;

    public CompareNumericHeaderValue(Config config) {
        java.util.regex.Matcher parts = config.parts();
        this.name = parts.group(1);
        this.operator = parts.group(2);
        this.number = new BigDecimal(parts.group(3));
    }

    /// @param condition name, operator, number
    record Config(
            @Option(doc = "The field's name, one of > >= < <= = ==, and a number, with space between.")
            String condition) {
        Config {
            if (!SYNTAX.matcher(condition).matches()) {
                throw new IllegalArgumentException("write CompareNumericHeaderValue=X-Score > 5.5");
            }
        }

        java.util.regex.Matcher parts() {
            java.util.regex.Matcher parts = SYNTAX.matcher(condition);
            if (!parts.matches()) {
                throw new IllegalStateException("checked when it was made");
            }
            return parts;
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.message()
                .headers()
                .first(name)
                .filter(value -> NUMBER.matcher(value).matches())
                .map(value -> new BigDecimal(value).compareTo(number))
                .filter(this::isWanted)
                .isPresent();
    }

    private boolean isWanted(int comparison) {
        return switch (operator) {
            case ">" -> comparison > 0;
            case ">=" -> comparison >= 0;
            case "<" -> comparison < 0;
            case "<=" -> comparison <= 0;
            default -> comparison == 0;
        };
    }
}
