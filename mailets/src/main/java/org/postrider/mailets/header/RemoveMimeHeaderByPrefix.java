package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Removes all header fields whose names begin so.
///
/// ```xml
/// <mailet notmatch="IsAuthenticated" class="RemoveMimeHeaderByPrefix"><prefix>X-Internal-</prefix></mailet>
/// ```
final class RemoveMimeHeaderByPrefix implements Mailet {
    private final String prefix;

    public RemoveMimeHeaderByPrefix(Config config) {
        this.prefix = config.prefix().strip();
    }

    /// @param prefix of their names
    record Config(@Option(doc = "How the names begin.") String prefix) {
        Config {
            if (prefix.isBlank()) {
                throw new IllegalArgumentException("say how they begin: <prefix>X-Internal-</prefix>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return Fields.without(mail, field -> field.name().regionMatches(true, 0, prefix, 0, prefix.length()));
    }
}
