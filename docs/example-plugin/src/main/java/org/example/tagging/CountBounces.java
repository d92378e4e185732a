package org.example.tagging;

import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.event.MailEvent;
import org.postrider.api.event.MailObserver;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.metrics.Metrics;
import org.postrider.api.plugin.About;

/// Counts the recipients for whom mail has failed for good; `postrider metrics` shows how many.
///
/// ```xml
/// <observer class="CountBounces" domain="example.org"/>
/// ```
@About(
        value = "Counts the recipients for whom mail has failed for good.",
        examples = "<observer class=\"CountBounces\" domain=\"example.org\"/>")
public final class CountBounces implements MailObserver {
    private final Config config;
    private final Metrics.Counter bounces;

    public CountBounces(Config config, Metrics metrics) {
        this.config = config;
        this.bounces = metrics.counter("bounced_recipients", "Recipients for whom mail has failed for good.");
    }

    /// The options in the XML.
    public record Config(
            @Option(doc = "Counts recipients in this domain alone.")
            Optional<Domain> domain) {}

    @Override
    public void happened(MailEvent event) {
        if (event instanceof MailEvent.Bounced bounced && isMeant(bounced.recipient())) {
            bounces.increment();
        }
    }

    private boolean isMeant(MailAddress recipient) {
        return config.domain().map(recipient.domain()::equals).orElse(true);
    }
}
