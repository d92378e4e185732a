package org.postrider.mailets.header;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// Puts a text before the subject, unless it stands there already.
///
/// ```xml
/// <mailet notmatch="SenderHostIsLocal" class="AddSubjectPrefix"><subjectPrefix>[outside]</subjectPrefix></mailet>
/// ```
final class AddSubjectPrefix implements Mailet {
    private final String prefix;

    public AddSubjectPrefix(Config config) {
        this.prefix = config.subjectPrefix().strip();
    }

    /// @param subjectPrefix with a space behind it
    record Config(
            @Option(doc = "The text; a space follows it.") String subjectPrefix) {
        Config {
            FieldText.field("Subject", subjectPrefix);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        String subject = headers.first("Subject").map(HeaderText::decode).orElse("");
        if (subject.startsWith(prefix)) {
            return new Outcome.Continue(mail);
        }
        // What stands there may be anything: control characters do not come out of an encoded word.
        String changed = (prefix + " " + subject).replaceAll("\\p{Cntrl}", " ").strip();
        return new Outcome.Continue(
                mail.withMessage(mail.message().withHeaders(headers.set(FieldText.field("Subject", changed)))));
    }
}
