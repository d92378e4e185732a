package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.state.StateStore;

/// What the three rate limits have in common: limits of mails, of recipients, of octets, and what is beyond them.
final class Limits {
    private final Config config;
    private final InstantSource clock;
    private final Optional<Rate> mails;
    private final Optional<Rate> recipients;
    private final Optional<Rate> octets;

    /// @param prefix of the counts where the options name none
    Limits(String prefix, Config config, StateStore store, InstantSource clock) throws IOException {
        this.config = config;
        this.clock = clock;
        String name = config.keyPrefix().orElse(prefix);
        this.mails = rate(name + ".mails", config.count().map(Long::valueOf), store);
        this.recipients = rate(name + ".recipients", config.recipients().map(Long::valueOf), store);
        this.octets = rate(name + ".octets", config.size().map(ByteSize::octets), store);
    }

    /// @param keyPrefix of its counts
    record Config(
            @Option(
                    doc = "Tells its counts from those of others: two with one name count together. Without it: the"
                            + " mailet's name.")
            Optional<String> keyPrefix,

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
            if (count.isEmpty() && recipients.isEmpty() && size.isEmpty()) {
                throw new IllegalArgumentException("say how much: at least one of <count>, <recipients> and <size>");
            }
            if (count.filter(number -> number < 1).isPresent()
                    || recipients.filter(number -> number < 1).isPresent()) {
                throw new IllegalArgumentException("a limit is at least 1");
            }
            if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("<duration> is at least 1s");
            }
        }
    }

    private Optional<Rate> rate(String prefix, Optional<Long> max, StateStore store) throws IOException {
        return max.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rate(store, prefix, max.get(), config.duration(), clock));
    }

    /// The mail goes on, and counts from now on, or is beyond one of them.
    Outcome passing(String key, Mail mail) throws IOException {
        return take(key, mail) ? new Outcome.Continue(mail) : exceeded(mail);
    }

    /// True where the mail is within all of them, and counts from now on.
    boolean take(String key, Mail mail) throws IOException {
        // A mail that one limit refuses may have been counted by another: it costs its sender, not the others.
        return (mails.isEmpty() || mails.get().take(key, 1))
                && (recipients.isEmpty()
                        || recipients.get().take(key, mail.recipients().size()))
                && (octets.isEmpty() || octets.get().take(key, mail.message().size()));
    }

    /// What a mail beyond the limits comes to.
    Outcome exceeded(Mail mail) {
        return config.exceededProcessor().isPresent()
                ? new Outcome.ToProcessor(mail, config.exceededProcessor().get().name())
                : new Outcome.Delay(
                        mail,
                        clock.instant().plus(config.duration().dividedBy(2)),
                        "more mail than the limit allows now");
    }
}
