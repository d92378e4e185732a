package org.postrider.mailets.header;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Says until when a message is of use, in the field Expires (RFC 4021 §2.1.50): adds it, or keeps one that stands
/// there
/// within bounds. Ages count from when the mail was received.
///
/// ```xml
/// <mailet match="SenderIs=news@example.org" class="Expires">
///   <defaultAge>7d</defaultAge><maxAge>30d</maxAge>
/// </mailet>
/// ```
final class Expires implements Mailet {
    private final Config config;

    public Expires(Config config) {
        this.config = config;
    }

    /// @param defaultAge where there is no field
    record Config(
            @Option(doc = "Written where the field is missing. Without it, none is added.")
            Optional<Duration> defaultAge,

            @Option(doc = "An earlier date becomes this one.")
            Optional<Duration> minAge,

            @Option(doc = "A later date becomes this one.") Optional<Duration> maxAge) {
        Config {
            if (defaultAge.isEmpty() && minAge.isEmpty() && maxAge.isEmpty()) {
                throw new IllegalArgumentException("give at least one of <defaultAge>, <minAge> and <maxAge>");
            }
            if (minAge.isPresent() && maxAge.isPresent() && minAge.get().compareTo(maxAge.get()) > 0) {
                throw new IllegalArgumentException("<minAge> is more than <maxAge>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        Instant received = mail.origin().receivedAt();
        Optional<Instant> given = headers.first("Expires").flatMap(Expires::parsed);
        Optional<Instant> wanted = given.map(date -> within(date, received))
                .or(() -> headers.has("Expires")
                        ? Optional.empty()
                        : config.defaultAge().map(received::plus));
        if (wanted.isEmpty() || wanted.equals(given)) {
            return new Outcome.Continue(mail);
        }
        String value = DateTimeFormatter.RFC_1123_DATE_TIME.format(wanted.get().atOffset(ZoneOffset.UTC));
        return new Outcome.Continue(
                mail.withMessage(mail.message().withHeaders(headers.set(HeaderField.of("Expires", value)))));
    }

    private Instant within(Instant date, Instant received) {
        Instant bounded = date;
        if (config.minAge().isPresent()
                && bounded.isBefore(received.plus(config.minAge().get()))) {
            bounded = received.plus(config.minAge().get());
        }
        if (config.maxAge().isPresent()
                && bounded.isAfter(received.plus(config.maxAge().get()))) {
            bounded = received.plus(config.maxAge().get());
        }
        return bounded;
    }

    // What nobody can read is left to those who wrote it.
    private static Optional<Instant> parsed(String value) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip())));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
