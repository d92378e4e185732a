package org.postrider.mailets.address;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.Addresses;

/// Puts in the place of the recipients those whom the header names, and sends the mail through the processor `root`
/// again: for mail that was fetched from a mailbox. A mail goes this way once.
///
/// ```xml
/// <mailet match="RecipientIs=catchall@example.org" class="UseHeaderRecipients"/>
/// ```
@EndsTheWay
final class UseHeaderRecipients implements Mailet {
    private static final String DONE_ATTRIBUTE = "mailets.header-recipients";

    private final Config config;

    public UseHeaderRecipients(Config config) {
        this.config = config;
    }

    /// @param headers whose addresses count
    record Config(
            @Option(doc = "The header fields that name recipients.", defaultValue = "To,Cc,Bcc")
            List<String> headers,

            @Option(doc = "Of how many recipients at most.", defaultValue = "200")
            int recipientsMax) {
        Config {
            headers = List.copyOf(headers);
            if (recipientsMax < 1) {
                throw new IllegalArgumentException("recipientsMax is at least 1");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        if (mail.attribute(DONE_ATTRIBUTE).isPresent()) {
            return new Outcome.Bounce(mail, Reply.of(554, "5.4.6", "the recipients in the header lead back here"));
        }
        List<Recipient> found =
                Addresses.of(mail.message().headers(), config.headers(), config.recipientsMax()).stream()
                        .map(Recipient::of)
                        .toList();
        if (found.isEmpty()) {
            return new Outcome.Bounce(mail, Reply.of(554, "5.6.0", "the header names no recipient"));
        }
        return new Outcome.ToProcessor(mail.withRecipients(found).withAttribute(DONE_ATTRIBUTE, "true"), "root");
    }
}
