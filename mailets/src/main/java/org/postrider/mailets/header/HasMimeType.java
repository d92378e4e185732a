package org.postrider.mailets.header;

import java.util.List;
import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.mime.ContentType;

/// Mail whose own content type is one of some: `match="HasMimeType=multipart/report,text/html"`,
/// `match="HasMimeType=image/*"`.
final class HasMimeType implements MailMatcher {
    private final Config config;

    public HasMimeType(Config config) {
        this.config = config;
    }

    /// @param types any of them
    record Config(
            @Option(doc = "Types between commas, such as text/html or image/*.")
            List<String> types) {
        Config {
            types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList();
            if (types.isEmpty()) {
                throw new IllegalArgumentException("say which: HasMimeType=text/html");
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
        return config.types().contains(type.toString()) || config.types().contains(type.type() + "/*");
    }
}
