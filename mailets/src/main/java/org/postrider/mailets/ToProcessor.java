package org.postrider.mailets;

import java.util.Optional;
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
///
/// NotifySender and NotifyPostmaster say the `notice`, where there is one.
@EndsTheWay(leadsTo = "processor")
public final class ToProcessor implements Mailet {
    private final Config config;

    public ToProcessor(Config config) {
        this.config = config;
    }

    /// @param processor its name
    /// @param notice why the mail goes there
    public record Config(
            @Option(doc = "The processor's name.") ProcessorName processor,

            @Option(doc = "Why, in one line, for the notices of NotifySender and NotifyPostmaster.")
            Optional<String> notice) {}

    @Override
    public Outcome service(Mail mail) {
        Mail told = config.notice()
                .map(notice -> mail.withAttribute("postrider.notice", notice.strip()))
                .orElse(mail);
        return new Outcome.ToProcessor(told, config.processor().name());
    }
}
