package org.postrider.mailets.header;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that a filter has marked as spam: `match="IsMarkedAsSpam"`, by `X-Spam-Flag: YES` or `X-Spam: yes`, or by an
/// attribute
/// whose value is `yes` or `true`: `match="IsMarkedAsSpam=filter.spam"`. Anybody can write a header: remove the fields
/// of
/// other hosts first where they count for something.
final class IsMarkedAsSpam implements MailMatcher {
    private static final Set<String> YES = Set.of("yes", "true");

    private final Config config;

    public IsMarkedAsSpam(Config config) {
        this.config = config;
    }

    /// @param attribute instead of the header
    record Config(
            @Option(doc = "The attribute in which the filter notes it. Without it: the header.")
            Optional<String> attribute) {}

    @Override
    public boolean matches(Mail mail) {
        if (config.attribute().isPresent()) {
            return mail.attribute(config.attribute().get().strip())
                    .filter(IsMarkedAsSpam::isYes)
                    .isPresent();
        }
        Headers headers = mail.message().headers();
        return headers.first("X-Spam-Flag").filter(IsMarkedAsSpam::isYes).isPresent()
                || headers.first("X-Spam").filter(IsMarkedAsSpam::isYes).isPresent();
    }

    private static boolean isYes(String value) {
        return YES.contains(value.strip().toLowerCase(Locale.ROOT));
    }
}
