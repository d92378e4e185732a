package org.example.tagging;

import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.postrider.api.config.Option;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.About;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Takes no mail from strangers at night: they are told to come back.
@About(
        value = "Takes no mail from strangers at night: they are told to come back.",
        examples = "<filter class=\"QuietHours\" from=\"22\" to=\"6\" onFilterException=\"defer\"/>")
public final class QuietHours implements SessionFilter {
    private final Config config;
    private final InstantSource clock;

    public QuietHours(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /// Its options.
    public record Config(
            @Option(doc = "The first hour of the night, UTC.", defaultValue = "22") int from,
            @Option(doc = "The first hour of the day, UTC.", defaultValue = "6") int to) {
        public Config {
            if (from < 0 || from > 23 || to < 0 || to > 23) {
                throw new IllegalArgumentException("from and to are hours, 0 to 23");
            }
        }
    }

    @Override
    public Verdict rcpt(SessionView session, MailAddress recipient) {
        int hour = LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC).getHour();
        boolean night = config.from() <= config.to()
                ? hour >= config.from() && hour < config.to()
                : hour >= config.from() || hour < config.to();
        return night && !session.mayRelay()
                ? new Verdict.Defer(Reply.of(450, "4.7.1", "We sleep; come back in the morning"))
                : Verdict.PROCEED;
    }
}
