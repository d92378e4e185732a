package org.postrider.mailets;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.MailboxName;
import org.postrider.mailets.text.StorageDirective;

/// Stores the mail for each recipient, who is an account here; a mailbox that the account does not have is made.
/// Where WithStorageDirective named another mailbox, or flags, it goes by those.
///
/// ```xml
/// <mailet match="RecipientIsLocal" class="LocalDelivery"/>
/// ```
@EndsTheWay
public final class LocalDelivery implements Mailet {
    private final MailboxName mailbox;

    public LocalDelivery(Config config) {
        this.mailbox = MailboxName.parse(config.mailbox(), '/');
    }

    /// @param mailbox the levels of its name between slashes
    public record Config(
            @Option(doc = "The mailbox, levels between slashes.", defaultValue = "INBOX")
            String mailbox) {
        public Config {
            MailboxName.parse(mailbox, '/');
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return new Outcome.Store(mail, StorageDirective.mailbox(mail).orElse(mailbox), StorageDirective.flags(mail));
    }
}
