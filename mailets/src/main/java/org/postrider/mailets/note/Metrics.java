package org.postrider.mailets.note;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.regex.Pattern;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.metrics.Metrics.Counter;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.AlsoNamed;

/// Counts the mail that comes by, for `postrider metrics`: mails, recipients, octets, and how long since they were
/// received.
///
/// ```xml
/// <mailet match="SenderHostIsLocal" class="Metrics"><metricName>outgoing</metricName></mailet>
/// ```
///
/// They are shown as `postrider_mails_NAME_total`, with `_recipients`, `_bytes` and `_seconds` before `_total` for the
/// others.
@AlsoNamed("MetricsMailet")
final class Metrics implements Mailet {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,50}");

    private final InstantSource clock;
    private final Counter mails;
    private final Counter recipients;
    private final Counter octets;
    private final Counter seconds;

    public Metrics(Config config, org.postrider.api.metrics.Metrics metrics, InstantSource clock) {
        this.clock = clock;
        String name = "mails_" + config.metricName();
        mails = metrics.counter(name, "Mails that came by.");
        recipients = metrics.counter(name + "_recipients", "Their recipients.");
        octets = metrics.counter(name + "_bytes", "Their size.");
        seconds = metrics.counter(name + "_seconds", "How long since they were received, together.");
    }

    /// @param metricName of a kind
    record Config(
            @Option(
                    doc = "Its name: lower-case letters, digits and underscores, at most 51, a letter first; mailsIn,"
                            + " mails-in and mails.in count as mails_in.")
            String metricName) {
        Config {
            metricName = metricName
                    .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                    .replaceAll("[-.]", "_")
                    .toLowerCase(Locale.ROOT);
            if (!NAME.matcher(metricName).matches()) {
                throw new IllegalArgumentException("'" + metricName
                        + "' is no name of a metric: lower-case letters, digits and underscores, at most 51, a letter"
                        + " first");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        mails.increment();
        recipients.add(mail.recipients().size());
        octets.add((double) mail.message().size());
        Duration since = Duration.between(mail.origin().receivedAt(), clock.instant());
        seconds.add(since.toMillis() / 1000.0);
        return new Outcome.Continue(mail);
    }

    @Override
    public Outcome rehearse(Mail mail) {
        return new Outcome.Continue(mail);
    }
}
