package org.postrider.mailets.flow;

import java.time.InstantSource;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that comes by at certain times of the week: `match="TimeIs=Mon-Fri 08:00-18:00"`, `match="TimeIs=Sat,Sun
/// 00:00-24:00 Europe/Berlin"`.
/// Without days, every day; a span over midnight, such as 22:00-06:00, belongs to the day on which it begins.
final class TimeIs implements MailMatcher {
    private final WeekTime time;
    private final InstantSource clock;

    public TimeIs(Config config, InstantSource clock) {
        this.time = WeekTime.parse(config.time());
        this.clock = clock;
    }

    /// @param time days, span, zone
    record Config(
            @Option(
                    doc =
                            "Days (Mon-Fri, or Sat,Sun), from-to as hh:mm-hh:mm, and a time zone; days and zone may be left out"
                                    + " (UTC).")
            String time) {
        Config {
            WeekTime.parse(time);
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return time.contains(clock.instant());
    }
}
