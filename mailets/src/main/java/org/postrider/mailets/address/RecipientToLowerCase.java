package org.postrider.mailets.address;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Writes the local parts of all recipients in lower case; two that become one get the mail once.
///
/// ```xml
/// <mailet match="All" class="RecipientToLowerCase"/>
/// ```
public final class RecipientToLowerCase implements Mailet {
    @Override
    public Outcome service(Mail mail) {
        Map<MailAddress, Recipient> recipients = new LinkedHashMap<>();
        for (Recipient recipient : mail.recipients()) {
            MailAddress address = recipient.address();
            MailAddress lower = MailAddress.of(address.localPart().toLowerCase(Locale.ROOT), address.domain());
            recipients.putIfAbsent(lower, recipient.withAddress(lower));
        }
        return new Outcome.Continue(mail.withRecipients(List.copyOf(recipients.values())));
    }
}
