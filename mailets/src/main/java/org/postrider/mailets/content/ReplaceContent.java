package org.postrider.mailets.content;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// Replaces what regular expressions find in the subject and in the texts of the message.
///
/// ```xml
/// <mailet match="SenderHostIsLocal" class="ReplaceContent">
///   <subject find="(?i)\bDraft:\s*" put=""/>
///   <body find="\b\d{4}-\d{4}-\d{4}-(\d{4})\b" put="****-****-****-$1"/>
/// </mailet>
/// ```
final class ReplaceContent implements Mailet {
    private final Config config;

    public ReplaceContent(Config config) {
        this.config = config;
    }

    /// @param subject of the subject
    record Config(
            @Option(doc = "A replacement in the subject.") List<Replacement> subject,

            @Option(doc = "A replacement in the plain and HTML texts.")
            List<Replacement> body) {
        Config {
            subject = List.copyOf(subject);
            body = List.copyOf(body);
            if (subject.isEmpty() && body.isEmpty()) {
                throw new IllegalArgumentException("say what: <subject find=\"...\" put=\"...\"/> or <body .../>");
            }
        }
    }

    /// @param find what goes
    record Replacement(
            @Option(doc = "The regular expression.") Pattern find,

            @Option(doc = "What comes in its place; $1 is its first group.", defaultValue = "")
            String put) {
        Replacement {
            try {
                // Groups that do not exist, and a $ alone.
                java.util.regex.Matcher any =
                        Pattern.compile("(?:" + find.pattern() + ")|").matcher("");
                any.appendReplacement(new StringBuilder(), any.find() ? put : "");
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("put: " + e.getMessage(), e);
            }
        }

        String apply(String text) {
            return find.matcher(text).replaceAll(put);
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Mail changed = config.subject().isEmpty() ? mail : withSubject(mail);
        return new Outcome.Continue(
                config.body().isEmpty()
                        ? changed
                        : TextParts.changed(changed, (_, text) -> applied(config.body(), text)));
    }

    private Mail withSubject(Mail mail) {
        Headers headers = mail.message().headers();
        Optional<String> before = headers.first("Subject").map(HeaderText::decode);
        if (before.isEmpty()) {
            return mail;
        }
        String after = applied(config.subject(), before.get())
                .replaceAll("\\p{Cntrl}", " ")
                .strip();
        return after.equals(before.get())
                ? mail
                : mail.withMessage(mail.message().withHeaders(headers.set(FieldText.field("Subject", after))));
    }

    private static String applied(List<Replacement> replacements, String text) {
        String changed = text;
        for (Replacement replacement : replacements) {
            changed = replacement.apply(changed);
        }
        return changed;
    }
}
