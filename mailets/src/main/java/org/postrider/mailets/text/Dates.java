package org.postrider.mailets.text;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.postrider.api.mail.HeaderField;

/// The field Date (RFC 5322 §3.6.1).
public final class Dates {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ROOT);

    private Dates() {}

    public static HeaderField now(InstantSource clock) {
        return HeaderField.of("Date", FORM.format(clock.instant().atOffset(ZoneOffset.UTC)));
    }
}
