package org.postrider.mailets.send;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Sends the message, as it is, to others in the place of its recipients.
///
/// ```xml
/// <mailet match="RecipientIs=sales@example.org" class="Forward"><forwardTo>ann@example.net</forwardTo></mailet>
/// ```
final class Forward implements Mailet {
    private final Copies copies;
    private final Config config;

    public Forward(Config config) {
        this.copies = new Copies("Forward", config);
        this.config = config;
    }

    /// @param forwardTo who gets it
    record Config(
            @Option(doc = "Who gets it, between commas.") List<MailAddress> forwardTo,

            @Option(doc = "The recipients get it too.", defaultValue = "false")
            boolean passThrough) {
        Config {
            forwardTo = List.copyOf(forwardTo);
            if (forwardTo.isEmpty()) {
                throw new IllegalArgumentException("say to whom: <forwardTo>ann@example.net</forwardTo>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return copies.isOwn(mail)
                ? new Outcome.Continue(mail)
                : Copies.beside(mail, config.passThrough(), copies.send(mail, config.forwardTo()));
    }
}
