package org.postrider.mailets.header;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Removes all header fields of some names.
///
/// ```xml
/// <mailet match="All" class="RemoveMimeHeader"><name>X-Spam-Flag,X-Spam-Status</name></mailet>
/// ```
final class RemoveMimeHeader implements Mailet {
    private final Config config;

    public RemoveMimeHeader(Config config) {
        this.config = config;
    }

    /// @param name of them
    record Config(
            @Option(doc = "The names, between commas.") List<String> name) {
        Config {
            name = List.copyOf(name);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("say which: <name>X-Spam-Flag</name>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return Fields.without(mail, field -> config.name().stream().anyMatch(field::is));
    }
}
