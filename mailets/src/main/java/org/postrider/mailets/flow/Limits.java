package org.postrider.mailets.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.state.StateStore;

/// The limits that the three rate limits have in common: of mails, of recipients, of octets.
final class Limits {
    private final Optional<Rate> mails;
    private final Optional<Rate> recipients;
    private final Optional<Rate> octets;

    Limits(StateStore store, String prefix, Settings settings, InstantSource clock) throws IOException {
        this.mails = rate(store, prefix + ".mails", settings.count().map(Long::valueOf), settings.duration(), clock);
        this.recipients = rate(
                store, prefix + ".recipients", settings.recipients().map(Long::valueOf), settings.duration(), clock);
        this.octets =
                rate(store, prefix + ".octets", settings.size().map(ByteSize::octets), settings.duration(), clock);
    }

    /// @param duration within which they hold
    record Settings(Duration duration, Optional<Integer> count, Optional<Integer> recipients, Optional<ByteSize> size) {
        void check() {
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

    private static Optional<Rate> rate(
            StateStore store, String prefix, Optional<Long> max, Duration duration, InstantSource clock)
            throws IOException {
        return max.isEmpty() ? Optional.empty() : Optional.of(new Rate(store, prefix, max.get(), duration, clock));
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
    static Outcome exceeded(Mail mail, Optional<ProcessorName> processor, Duration delay, InstantSource clock) {
        return processor.isPresent()
                ? new Outcome.ToProcessor(mail, processor.get().name())
                : new Outcome.Delay(mail, clock.instant().plus(delay), "more mail than the limit allows now");
    }
}
