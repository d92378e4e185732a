package org.postrider.mailets;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.AlsoNamed;

/// Throws the mail away without telling anybody; the log has a line about it.
///
/// ```xml
/// <mailet match="SenderIs=robot@example.net" class="Discard"><reason>robot</reason></mailet>
/// ```
@EndsTheWay
@AlsoNamed("Null")
public final class Discard implements Mailet {
    private final Config config;

    public Discard(Config config) {
        this.config = config;
    }

    /// @param reason for the log
    public record Config(
            @Option(doc = "Why, for the log.", defaultValue = "discarded by the pipeline")
            String reason) {}

    @Override
    public Outcome service(Mail mail) {
        return new Outcome.Discard(mail, config.reason());
    }
}
