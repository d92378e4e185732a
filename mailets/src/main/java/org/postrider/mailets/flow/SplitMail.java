package org.postrider.mailets.flow;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Splits a mail with many recipients into portions, each a mail with some of them.
///
/// ```xml
/// <mailet match="TooManyRecipients=100" class="SplitMail"><batchSize>100</batchSize></mailet>
/// ```
final class SplitMail implements Mailet {
    private final Config config;

    public SplitMail(Config config) {
        this.config = config;
    }

    /// @param batchSize of each
    record Config(
            @Option(doc = "How many recipients each of them has.", defaultValue = "100")
            int batchSize) {
        Config {
            if (batchSize < 1) {
                throw new IllegalArgumentException("<batchSize> is at least 1");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        List<Recipient> all = mail.recipients();
        if (all.size() <= config.batchSize()) {
            return new Outcome.Continue(mail);
        }
        List<Outcome> parts = new ArrayList<>();
        for (int start = 0; start < all.size(); start += config.batchSize()) {
            int end = Math.min(start + config.batchSize(), all.size());
            parts.add(new Outcome.Continue(mail.withRecipients(all.subList(start, end))));
        }
        return new Outcome.Split(parts);
    }
}
