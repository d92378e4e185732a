package org.postrider.mailets;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with all of some header fields: `match="HasHeader=List-Id"`, `match="HasHeader=X-Spam=yes,X-Origin"`.
public final class HasHeader implements MailMatcher {
    private final List<String> conditions;

    public HasHeader(Config config) {
        this.conditions = config.headers();
    }

    /// @param headers `Name` or `Name=value`
    public record Config(
            @Option(doc = "Field names between commas; Name=value where the value must be that, ignoring case.")
            List<String> headers) {
        public Config {
            headers = List.copyOf(headers);
            if (headers.isEmpty()) {
                throw new IllegalArgumentException("say which: HasHeader=Name");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        Headers headers = mail.message().headers();
        return conditions.stream().allMatch(condition -> has(headers, condition));
    }

    private static boolean has(Headers headers, String condition) {
        int equals = condition.indexOf('=');
        if (equals < 0) {
            return headers.has(condition.strip());
        }
        String value = condition.substring(equals + 1).strip();
        return headers.all(condition.substring(0, equals).strip()).stream().anyMatch(value::equalsIgnoreCase);
    }
}
