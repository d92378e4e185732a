package org.postrider.mailets.content;

import java.io.IOException;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;

/// Breaks long lines of plain text so that readers can put them together again: `format=flowed` (RFC 3676).
///
/// ```xml
/// <mailet match="RecipientIs=list@example.org" class="WrapText"><width>72</width></mailet>
/// ```
final class WrapText implements Mailet {
    private final Config config;

    public WrapText(Config config) {
        this.config = config;
    }

    /// @param width of a line
    record Config(
            @Option(doc = "The longest line, in characters; a longer word stays whole.", defaultValue = "76")
            int width) {
        Config {
            if (width < 20 || width > 900) {
                throw new IllegalArgumentException("<width> is 20 to 900");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Content message = mail.message().content();
        MimeEntity whole = MimeEntity.of(mail.message());
        if (!TextParts.mayChange(whole)) {
            return new Outcome.Continue(mail);
        }
        Edits edits = new Edits(message);
        for (MimeEntity part : TextParts.of(whole)) {
            boolean flowed = part.type()
                    .parameter("format")
                    .filter("flowed"::equalsIgnoreCase)
                    .isPresent();
            if (!TextParts.isHtml(part) && !flowed) {
                String text = TextParts.read(part, message);
                if (text.lines().anyMatch(line -> line.length() > config.width())) {
                    edits.replace(
                            part, TextParts.with(part, "text/plain; format=flowed", Flowed.wrap(text, config.width())));
                }
            }
        }
        return new Outcome.Continue(edits.isEmpty() ? mail : mail.withMessage(Message.of(edits.result())));
    }
}
