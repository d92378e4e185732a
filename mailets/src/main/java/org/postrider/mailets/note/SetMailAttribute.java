package org.postrider.mailets.note;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Sets attributes of the mail, for matchers and mailets after it.
///
/// ```xml
/// <mailet match="RemoteAddrInNetwork=192.0.2.0/24" class="SetMailAttribute">
///   <attribute name="site.branch" value="north"/>
/// </mailet>
/// ```
final class SetMailAttribute implements Mailet {
    private final Config config;

    public SetMailAttribute(Config config) {
        this.config = config;
    }

    /// @param attribute each of them
    record Config(@Option(doc = "An attribute.") List<Attribute> attribute) {
        Config {
            attribute = List.copyOf(attribute);
            if (attribute.isEmpty()) {
                throw new IllegalArgumentException("say which: <attribute name=\"...\" value=\"...\"/>");
            }
        }
    }

    /// @param name of it
    record Attribute(
            @Option(
                    doc =
                            "Its name; begin it with a word of your own and a dot. Not postrider: those are the server's.")
            String name,

            @Option(doc = "Its value.") String value) {
        Attribute {
            Names.check(name);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Mail changed = mail;
        for (Attribute attribute : config.attribute()) {
            changed = changed.withAttribute(attribute.name(), attribute.value());
        }
        return new Outcome.Continue(changed);
    }
}
