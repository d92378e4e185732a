package org.postrider.mailets.content;

import java.io.IOException;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;

/// Puts lines of plain text together that a wrapping has parted: those of `format=flowed` (RFC 3676), and of other
/// texts those
/// that are full.
///
/// ```xml
/// <mailet match="RecipientIs=tickets@example.org" class="UnwrapText"/>
/// ```
final class UnwrapText implements Mailet {
    private final Config config;

    public UnwrapText(Config config) {
        this.config = config;
    }

    /// @param quotewidth from which a line is full
    record Config(
            @Option(
                    doc =
                            "In text that is not flowed: a line of that length or more, behind which the next word would not have"
                                    + " had room, goes on in the next line.",
                    defaultValue = "60")
            int quotewidth) {
        Config {
            if (quotewidth < 20 || quotewidth > 900) {
                throw new IllegalArgumentException("<quotewidth> is 20 to 900");
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
            if (!TextParts.isHtml(part)) {
                String before = TextParts.read(part, message);
                boolean flowed = part.type()
                        .parameter("format")
                        .filter("flowed"::equalsIgnoreCase)
                        .isPresent();
                boolean delSp = part.type()
                        .parameter("delsp")
                        .filter("yes"::equalsIgnoreCase)
                        .isPresent();
                String after = flowed ? Flowed.unwrap(before, delSp) : Flowed.unwrapFull(before, config.quotewidth());
                if (!after.equals(before)) {
                    edits.replace(part, TextParts.with(part, "text/plain", after));
                }
            }
        }
        return new Outcome.Continue(edits.isEmpty() ? mail : mail.withMessage(Message.of(edits.result())));
    }
}
