package org.postrider.mailets.note;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Removes attributes of the mail.
///
/// ```xml
/// <mailet match="All" class="RemoveMailAttribute"><name>filter.score,filter.spam</name></mailet>
/// ```
final class RemoveMailAttribute implements Mailet {
    private final Config config;

    public RemoveMailAttribute(Config config) {
        this.config = config;
    }

    /// @param name of them
    record Config(
            @Option(doc = "The names, between commas.") List<String> name) {
        Config {
            name = List.copyOf(name);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("say which: <name>filter.score</name>");
            }
            name.forEach(Names::check);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Mail changed = mail;
        for (String name : config.name()) {
            changed = changed.withoutAttribute(name);
        }
        return new Outcome.Continue(changed);
    }
}
