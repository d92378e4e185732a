package org.postrider.mailets.header;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.FieldText;

/// Writes attributes of the mail into header fields; an attribute that the mail does not have is passed over.
///
/// ```xml
/// <mailet match="All" class="MailAttributesToMimeHeaders">
///   <simplemapping>filter.score; X-Score</simplemapping>
///   <simplemapping>filter.spam; X-Spam</simplemapping>
/// </mailet>
/// ```
final class MailAttributesToMimeHeaders implements Mailet {
    private static final int VALUE_LENGTH_MAX = 500;

    private final Config config;

    public MailAttributesToMimeHeaders(Config config) {
        this.config = config;
    }

    /// @param simplemapping attribute and field
    record Config(
            @Option(doc = "The attribute's name, a semicolon, the field's name. Fields of that name give way.")
            List<String> simplemapping) {
        Config {
            simplemapping = List.copyOf(simplemapping);
            if (simplemapping.isEmpty() || simplemapping.stream().anyMatch(text -> text.indexOf(';') < 1)) {
                throw new IllegalArgumentException("write <simplemapping>attribute; X-Field</simplemapping>");
            }
            simplemapping.forEach(text -> FieldText.field(field(text), "checked"));
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        Headers changed = headers;
        for (String mapping : config.simplemapping()) {
            Optional<String> value =
                    mail.attribute(mapping.substring(0, mapping.indexOf(';')).strip());
            if (value.isPresent()) {
                changed = changed.set(FieldText.field(field(mapping), oneLine(value.get())));
            }
        }
        return new Outcome.Continue(
                changed == headers ? mail : mail.withMessage(mail.message().withHeaders(changed)));
    }

    private static String field(String mapping) {
        return mapping.substring(mapping.indexOf(';') + 1).strip();
    }

    private static String oneLine(String value) {
        String clean = value.replaceAll("[\\p{Cntrl}]+", " ").strip();
        return clean.length() > VALUE_LENGTH_MAX ? clean.substring(0, VALUE_LENGTH_MAX) : clean;
    }
}
