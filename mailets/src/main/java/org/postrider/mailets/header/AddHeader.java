package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.AlsoNamed;
import org.postrider.mailets.text.FieldText;

/// Adds a header field below the others; those of its name stay.
///
/// ```xml
/// <mailet match="All" class="AddHeader"><name>X-Seen-By</name><value>gateway</value></mailet>
/// ```
@AlsoNamed("SetMimeHeader")
final class AddHeader implements Mailet {
    private final HeaderField field;

    public AddHeader(Config config) {
        this.field = FieldText.field(config.name(), config.value());
    }

    /// @param name of the field
    record Config(
            @Option(doc = "The field's name.") String name,

            @Option(doc = "Its value, in one line; encoded (RFC 2047) and folded where that is needed.")
            String value) {
        Config {
            FieldText.field(name, value);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        return new Outcome.Continue(mail.withMessage(mail.message().withHeaders(headers.append(field))));
    }
}
