package org.postrider.mailets;

import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.FieldText;

/// Sets a header field, in the place of those of that name; the body stays octet for octet.
///
/// ```xml
/// <mailet match="All" class="SetHeader"><name>X-Checked</name><value>yes</value></mailet>
/// ```
public final class SetHeader implements Mailet {
    private final HeaderField field;
    private final boolean add;

    public SetHeader(Config config) {
        this.field = config.field();
        this.add = config.add();
    }

    /// @param name of the field
    public record Config(
            @Option(doc = "The field's name.") String name,

            @Option(doc = "Its value, in one line; encoded (RFC 2047) and folded where that is needed.")
            String value,

            @Option(doc = "Keep fields of that name and add another.", defaultValue = "false")
            boolean add) {
        public Config {
            FieldText.field(name, value);
        }

        HeaderField field() {
            return FieldText.field(name, value);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        Headers changed = add ? headers.append(field) : headers.set(field);
        return new Outcome.Continue(mail.withMessage(mail.message().withHeaders(changed)));
    }
}
