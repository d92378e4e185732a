package org.example.tagging;

import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.About;

/// Puts a tag before the subject.
///
/// ```xml
/// <mailet match="SubjectContains=invoice" class="TagSubject">
///   <tag>[Accounts]</tag>
/// </mailet>
/// ```
@About(
        value = "Puts a tag before the subject, once.",
        examples = "<mailet match=\"SubjectContains=invoice\" class=\"TagSubject\"><tag>[Accounts]</tag></mailet>")
public final class TagSubject implements Mailet {
    private final Config config;

    public TagSubject(Config config) {
        this.config = config;
    }

    /// The elements inside `<mailet>`: checked when the server starts, with file and line where they are wrong.
    public record Config(
            @Option(doc = "What is put before the subject.") String tag,

            @Option(doc = "Leave a subject alone that has the tag already.", defaultValue = "true") boolean once) {
        public Config {
            if (tag.isBlank()) {
                throw new IllegalArgumentException("<tag> is empty: say what to put before the subject");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        String subject = headers.first("Subject").orElse("");
        if (config.once() && subject.contains(config.tag())) {
            return new Outcome.Continue(mail);
        }
        HeaderField tagged = HeaderField.of("Subject", (config.tag() + " " + subject).strip());
        return new Outcome.Continue(mail.withMessage(mail.message().withHeaders(headers.set(tagged))));
    }
}
