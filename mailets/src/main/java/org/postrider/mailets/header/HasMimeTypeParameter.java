package org.postrider.mailets.header;

import java.util.List;
import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mime.ContentType;

/// Mail whose content type has one of some parameters: `match="HasMimeTypeParameter=report-type=delivery-status"`, with
/// `*` for any value: `match="HasMimeTypeParameter=method=*"`.
final class HasMimeTypeParameter implements MailMatcher {
    private final Config config;

    public HasMimeTypeParameter(Config config) {
        this.config = config;
    }

    /// @param parameters any of them
    record Config(
            @Option(doc = "name=value between commas; case does not count, * is any value.")
            List<String> parameters) {
        Config {
            parameters = List.copyOf(parameters);
            if (parameters.isEmpty() || parameters.stream().anyMatch(text -> text.indexOf('=') < 1)) {
                throw new IllegalArgumentException("write HasMimeTypeParameter=name=value");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        ContentType type = mail.message()
                .headers()
                .first("Content-Type")
                .map(ContentType::parse)
                .orElse(ContentType.TEXT_PLAIN);
        return config.parameters().stream().anyMatch(text -> has(type, text));
    }

    private static boolean has(ContentType type, String text) {
        int equals = text.indexOf('=');
        String wanted = text.substring(equals + 1).strip();
        return type.decodedParameter(text.substring(0, equals).strip().toLowerCase(Locale.ROOT))
                .filter(value -> wanted.equals("*") || wanted.equalsIgnoreCase(value))
                .isPresent();
    }
}
