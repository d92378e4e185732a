package org.postrider.mailets.content;

import java.io.IOException;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;

/// Makes all text plain: drops HTML beside which there is plain text (multipart/alternative), and turns the rest of it
/// into text.
/// Other parts stay.
///
/// ```xml
/// <mailet match="RecipientIs=tickets@example.org" class="ToPlainText"/>
/// ```
public final class ToPlainText implements Mailet {
    @Override
    public Outcome service(Mail mail) throws IOException {
        Content message = mail.message().content();
        MimeEntity whole = MimeEntity.of(mail.message());
        if (!TextParts.mayChange(whole)) {
            return new Outcome.Continue(mail);
        }
        Edits edits = new Edits(message);
        change(whole, message, edits);
        return new Outcome.Continue(edits.isEmpty() ? mail : mail.withMessage(Message.of(edits.result())));
    }

    private static void change(MimeEntity entity, Content message, Edits edits) throws IOException {
        if (entity.type().is("multipart", "alternative")) {
            Optional<MimeEntity> plain = TextParts.of(entity).stream()
                    .filter(part -> !TextParts.isHtml(part))
                    .findFirst();
            if (plain.isPresent()) {
                String text = TextParts.read(plain.get(), message);
                edits.replace(entity, TextParts.with(entity, TextParts.typeOf(plain.get()), text));
                return;
            }
        }
        if (entity.isMultipart()) {
            for (MimeEntity child : entity.children()) {
                change(child, message, edits);
            }
        } else if (TextParts.isText(entity)
                && TextParts.isHtml(entity)
                && entity.bodyLength() <= TextParts.TEXT_OCTETS_MAX) {
            edits.replace(entity, TextParts.with(entity, "text/plain", Html.text(TextParts.read(entity, message))));
        }
    }
}
