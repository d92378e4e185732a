package org.postrider.mailets.flow;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Sets the priority with which the mail is sent to other hosts, those that understand MT-PRIORITY (RFC 6710) included.
///
/// ```xml
/// <mailet match="IsFromMailingList" class="WithPriority"><priority>-4</priority></mailet>
/// ```
///
/// What is higher goes first wherever mail waits for the same destination.
final class WithPriority implements Mailet {
    private final Config config;

    public WithPriority(Config config) {
        this.config = config;
    }

    /// @param priority as of RFC 6710
    record Config(
            @Option(doc = "The priority, -9 to 9, higher ones first; 0 is what mail has of which nothing is said.")
            int priority) {
        Config {
            Priority.check(priority);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Envelope envelope = mail.envelope();
        return new Outcome.Continue(mail.withEnvelope(new Envelope(
                envelope.reversePath(),
                envelope.recipients(),
                envelope.parameters().withPriority(config.priority()))));
    }
}
