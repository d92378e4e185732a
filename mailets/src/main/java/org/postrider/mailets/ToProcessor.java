package org.postrider.mailets;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;

/// Sends the mail to another processor.
///
/// ```xml
/// <mailet match="HasHeader=X-Spam" class="ToProcessor"><processor>spam</processor></mailet>
/// ```
@EndsTheWay
public final class ToProcessor implements Mailet {
    private final Config config;

    public ToProcessor(Config config) {
        this.config = config;
    }

    /// @param processor its name
    public record Config(
            @Option(doc = "The processor's name.") ProcessorName processor) {}

    @Override
    public Outcome service(Mail mail) {
        return new Outcome.ToProcessor(mail, config.processor().name());
    }
}
