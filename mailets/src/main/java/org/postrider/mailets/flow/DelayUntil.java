package org.postrider.mailets.flow;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Lets mail wait until a time of the week, or for a while after it was received. When its time has come it starts
/// again at the
/// start of the processor, so give it a processor of its own.
///
/// ```xml
/// <mailet match="SenderIs=news@example.org" class="DelayUntil"><time>Mon-Fri 20:00-06:00 Europe/Berlin</time></mailet>
/// <mailet match="SenderHostIsLocal" class="DelayUntil"><afterReceived>2m</afterReceived></mailet>
/// ```
final class DelayUntil implements Mailet {
    private final Config config;
    private final Optional<WeekTime> time;
    private final InstantSource clock;

    public DelayUntil(Config config, InstantSource clock) {
        this.config = config;
        this.time = config.time().map(WeekTime::parse);
        this.clock = clock;
    }

    /// @param time as in TimeIs
    record Config(
            @Option(doc = "When mail goes on, as in TimeIs: Mon-Fri 08:00-18:00 Europe/Berlin.")
            Optional<String> time,

            @Option(doc = "How long after it was received mail goes on at the earliest, 4d at most.")
            Optional<Duration> afterReceived) {
        private static final Duration DELAY_MAX = Duration.ofDays(4);

        Config {
            time.ifPresent(WeekTime::parse);
            if (time.isEmpty() && afterReceived.isEmpty()) {
                throw new IllegalArgumentException("say until when: <time> or <afterReceived>");
            }
            if (afterReceived.filter(delay -> delay.compareTo(DELAY_MAX) > 0).isPresent()) {
                throw new IllegalArgumentException("<afterReceived> is at most 4d: later the mail would be given up");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Instant now = clock.instant();
        Instant earliest = config.afterReceived()
                .map(mail.origin().receivedAt()::plus)
                .filter(now::isBefore)
                .orElse(now);
        Instant until = time.map(wanted -> wanted.next(earliest)).orElse(earliest);
        return until.isAfter(now)
                ? new Outcome.Delay(mail, until, "held back until " + until)
                : new Outcome.Continue(mail);
    }
}
