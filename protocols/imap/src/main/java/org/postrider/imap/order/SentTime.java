package org.postrider.imap.order;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.imap.structure.SentDate;

/// The moment that stands in a Date field (RFC 5256 §2.2).
final class SentTime {
    private static final Pattern TIME =
            Pattern.compile("(?<!\\d)(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?!\\d)\\s*([+-]\\d{4}|[A-Za-z]{1,5})?");
    private static final int LENGTH_MAX = 200;
    // RFC 5322 §4.3; any other word says nothing.
    private static final Map<String, Integer> ZONES =
            Map.of("EDT", -4, "EST", -5, "CDT", -5, "CST", -6, "MDT", -6, "MST", -7, "PDT", -7, "PST", -8);

    private SentTime() {}

    /// Seconds since 1970; empty where no day can be made out. A time that is none is midnight, a zone that is none
    /// UTC.
    static Optional<Long> parse(String field) {
        Optional<LocalDate> day = SentDate.parse(field);
        if (day.isEmpty()) {
            return Optional.empty();
        }
        long seconds = day.get().toEpochDay() * 86_400;
        Matcher matcher = TIME.matcher(field.length() > LENGTH_MAX ? field.substring(0, LENGTH_MAX) : field);
        if (!matcher.find()) {
            return Optional.of(seconds);
        }
        int hours = Integer.parseInt(matcher.group(1));
        int minutes = Integer.parseInt(matcher.group(2));
        int rest = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        // A leap second is one (RFC 5322 §3.3).
        boolean valid = hours < 24 && minutes < 60 && rest <= 60;
        return Optional.of(seconds + (valid ? hours * 3600 + minutes * 60 + rest - offset(matcher.group(4)) : 0));
    }

    private static int offset(@org.jspecify.annotations.Nullable String zone) {
        if (zone == null) {
            return 0;
        }
        if (Character.isLetter(zone.charAt(0))) {
            return ZONES.getOrDefault(zone.toUpperCase(Locale.ROOT), 0) * 3600;
        }
        int hours = Integer.parseInt(zone.substring(1, 3));
        int minutes = Integer.parseInt(zone.substring(3));
        return hours > 23 || minutes > 59 ? 0 : (zone.charAt(0) == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }
}
