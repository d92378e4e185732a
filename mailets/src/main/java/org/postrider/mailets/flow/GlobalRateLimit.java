package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.state.StateStore;

/// Lets so much mail pass within a time, whoever sends it. What is beyond
/// the limit goes to a processor, or waits for half the duration and starts again at the start of its own. The counts
/// are kept
/// across restarts.
///
/// ```xml
/// <mailet match="All" class="GlobalRateLimit">
///   <duration>1m</duration><count>1000</count><size>1GiB</size>
/// </mailet>
/// ```
final class GlobalRateLimit implements Mailet {
    private final Config config;
    private final Limits limits;
    private final InstantSource clock;

    public GlobalRateLimit(Config config, StateStore store, InstantSource clock) throws IOException {
        this.config = config;
        this.limits = new Limits(store, config.keyPrefix(), config.settings(), clock);
        this.clock = clock;
    }

    /// @param keyPrefix of its counts
    record Config(
            @Option(
                    doc = "Tells its counts from those of others: two with one name count together.",
                    defaultValue = "globalRateLimit")
            String keyPrefix,

            @Option(doc = "The time within which the limits hold.")
            Duration duration,

            @Option(doc = "How many mails.") Optional<Integer> count,

            @Option(doc = "How many recipients of them together.")
            Optional<Integer> recipients,

            @Option(doc = "How much of them together, in octets.")
            Optional<ByteSize> size,

            @Option(doc = "Where mail beyond the limit goes. Without it, it waits and is tried again.")
            Optional<ProcessorName> exceededProcessor) {
        Config {
            settings(duration, count, recipients, size).check();
        }

        Limits.Settings settings() {
            return settings(duration, count, recipients, size);
        }

        private static Limits.Settings settings(
                Duration duration, Optional<Integer> count, Optional<Integer> recipients, Optional<ByteSize> size) {
            return new Limits.Settings(duration, count, recipients, size);
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        return limits.take("all", mail)
                ? new Outcome.Continue(mail)
                : Limits.exceeded(
                        mail, config.exceededProcessor(), config.duration().dividedBy(2), clock);
    }
}
