package org.postrider.mailets.send;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Sends a copy to others, of whom nothing is said in the message. The mail itself goes on.
///
/// ```xml
/// <mailet match="SenderHostIsLocal" class="Bcc"><recipients>archive@example.org</recipients></mailet>
/// ```
final class Bcc implements Mailet {
    private final Copies copies;
    private final Config config;

    public Bcc(Config config) {
        this.copies = new Copies("Bcc", config);
        this.config = config;
    }

    /// @param recipients of the copy
    record Config(
            @Option(doc = "Who gets it, between commas.") List<MailAddress> recipients) {
        Config {
            recipients = List.copyOf(recipients);
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("say who: <recipients>archive@example.org</recipients>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return copies.isOwn(mail)
                ? new Outcome.Continue(mail)
                : Copies.beside(mail, true, copies.send(mail, config.recipients()));
    }
}
