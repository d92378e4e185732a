package org.postrider.smtp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Dates as messages have them (RFC 5322 §3.3).
final class MessageDates {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private MessageDates() {}

    static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
