package org.postrider.mailets.header;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Puts `Delivered-To` with the recipient's address at the top, for each recipient its own: the mail is split.
///
/// ```xml
/// <mailet match="RecipientIsLocal" class="AddDeliveredToHeader"/>
/// ```
public final class AddDeliveredToHeader implements Mailet {
    @Override
    public Outcome service(Mail mail) {
        List<Outcome> parts = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            HeaderField field =
                    HeaderField.of("Delivered-To", recipient.address().toString());
            Headers headers = mail.message().headers().prepend(field);
            parts.add(new Outcome.Continue(mail.withRecipients(List.of(recipient))
                    .withMessage(mail.message().withHeaders(headers))));
        }
        return parts.size() == 1 ? parts.getFirst() : new Outcome.Split(parts);
    }
}
