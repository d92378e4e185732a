package org.postrider.mailets.note;

import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail on which a mailet or matcher failed, in the processors for such mail: `match="HasException"`, or with a certain
/// class of exception: `match="HasException=java.io.IOException"`.
final class HasException implements MailMatcher {
    private static final String ERROR_ATTRIBUTE = "postrider.error";

    private final Config config;

    public HasException(Config config) {
        this.config = config;
    }

    /// @param type full name of the class
    record Config(
            @Option(doc = "The full name of the exception's class; without it, any failure matches.")
            Optional<String> type) {}

    @Override
    public boolean matches(Mail mail) {
        Optional<String> error = mail.attribute(ERROR_ATTRIBUTE);
        return error.isPresent()
                && (config.type().isEmpty()
                        || error.get().equals(config.type().get().strip())
                        || error.get().startsWith(config.type().get().strip() + ":"));
    }
}
