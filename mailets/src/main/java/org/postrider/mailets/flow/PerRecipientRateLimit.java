package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.state.StateStore;

/// Lets a recipient get so much within a time. What is beyond
/// the limit goes to a processor, or waits for half the duration and starts again at the start of its own. The counts
/// are kept
/// across restarts.
///
/// ```xml
/// <mailet match="RecipientIsLocal" class="PerRecipientRateLimit">
///   <duration>10m</duration><count>300</count>
/// </mailet>
/// ```
final class PerRecipientRateLimit implements Mailet {
    private final Config config;
    private final Limits limits;
    private final InstantSource clock;

    public PerRecipientRateLimit(Config config, StateStore store, InstantSource clock) throws IOException {
        this.config = config;
        this.limits = new Limits(store, config.keyPrefix(), config.settings(), clock);
        this.clock = clock;
    }

    /// @param keyPrefix of its counts
    record Config(
            @Option(
                    doc = "Tells its counts from those of others: two with one name count together.",
                    defaultValue = "perRecipientRateLimit")
            String keyPrefix,

            @Option(doc = "The time within which the limits hold.")
            Duration duration,

            @Option(doc = "How many mails.") Optional<Integer> count,

            @Option(doc = "How much of them together, in octets.")
            Optional<ByteSize> size,

            @Option(doc = "Where mail beyond the limit goes. Without it, it waits and is tried again.")
            Optional<ProcessorName> exceededProcessor) {
        Config {
            settings(duration, count, Optional.empty(), size).check();
        }

        Limits.Settings settings() {
            return settings(duration, count, Optional.empty(), size);
        }

        private static Limits.Settings settings(
                Duration duration, Optional<Integer> count, Optional<Integer> recipients, Optional<ByteSize> size) {
            return new Limits.Settings(duration, count, recipients, size);
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        List<Outcome> parts = new ArrayList<>();
        List<Recipient> within = new ArrayList<>();
        List<Recipient> beyond = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            boolean taken = limits.take(recipient.address().toString().toLowerCase(Locale.ROOT), mail);
            (taken ? within : beyond).add(recipient);
        }
        if (!within.isEmpty()) {
            parts.add(new Outcome.Continue(mail.withRecipients(within)));
        }
        if (!beyond.isEmpty()) {
            parts.add(Limits.exceeded(
                    mail.withRecipients(beyond),
                    config.exceededProcessor(),
                    config.duration().dividedBy(2),
                    clock));
        }
        return parts.size() == 1 ? parts.getFirst() : new Outcome.Split(parts);
    }
}
