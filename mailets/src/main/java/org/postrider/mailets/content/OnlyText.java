package org.postrider.mailets.content;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.mime.MimeEntity;

/// Leaves of the message its first plain text, or where there is none its first HTML as text: the rest is gone. Where
/// it has no
/// text at all, it goes on as it is, or to a processor.
///
/// ```xml
/// <mailet match="RecipientIs=sms@example.org" class="OnlyText"><noTextProcessor>no-text</noTextProcessor></mailet>
/// ```
final class OnlyText implements Mailet {
    private final Config config;

    public OnlyText(Config config) {
        this.config = config;
    }

    /// @param noTextProcessor for what has none
    record Config(
            @Option(doc = "Where mail without text goes. Without it: on, unchanged.")
            Optional<ProcessorName> noTextProcessor) {}

    @Override
    public Outcome service(Mail mail) throws IOException {
        Content message = mail.message().content();
        MimeEntity whole = MimeEntity.of(mail.message());
        List<MimeEntity> texts = TextParts.of(whole);
        Optional<MimeEntity> found = texts.stream()
                .filter(part -> !TextParts.isHtml(part))
                .findFirst()
                .or(() -> texts.stream().findFirst());
        if (found.isEmpty()) {
            return config.noTextProcessor().isPresent()
                    ? new Outcome.ToProcessor(
                            mail, config.noTextProcessor().get().name())
                    : new Outcome.Continue(mail);
        }
        if (whole.children().isEmpty() && !TextParts.isHtml(whole)) {
            return new Outcome.Continue(mail);
        }
        String text = TextParts.read(found.get(), message);
        boolean html = TextParts.isHtml(found.get());
        Content changed = TextParts.with(
                whole, html ? "text/plain" : TextParts.typeOf(found.get()), html ? Html.text(text) : text);
        return new Outcome.Continue(mail.withMessage(Message.of(changed)));
    }
}
