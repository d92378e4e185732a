package org.postrider.mbox.format;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The line between two messages: `From bob@example.org Sat Jan  3 01:05:34 1996`.
///
/// @param sender who sent the message, as it stands there; octets beyond US-ASCII are ISO 8859-1 characters
/// @param date when it was delivered
public record FromLine(String sender, Instant date) {
    /// Where nobody is known to have sent a message.
    public static final String NOBODY = "MAILER-DAEMON";

    private static final int OCTETS_MAX = 1000;
    private static final int SENDER_MAX = 320;
    private static final int CENTURY = 100;
    private static final int PIVOT = 70;
    private static final String DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final String ZONE = "([A-Za-z]{1,5}|[+-]\\d{4})";
    // A sender, `bob at example.org` of list archives included, and a date as asctime(3) writes it, with what some
    // programs put before or behind the year.
    private static final Pattern LINE = Pattern.compile(
            "From (?:\"[^\"]*+\"\\S*+|\\S++(?: at \\S++)?)\\s++" + DAYS + "\\s++([A-Za-z]{3})\\s++(\\d{1,2})\\s++"
                    + "(\\d{1,2}):(\\d\\d)(?::(\\d\\d))?(?:\\s++" + ZONE + ")?\\s++(\\d{4}|\\d\\d)(?:\\s++" + ZONE
                    + ")?(?:\\s++remote from .*+)?\\s*+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SENDER = Pattern.compile("From (\"[^\"]*+\"\\S*+|\\S++(?: at \\S++)?)\\s");
    private static final Map<String, Integer> ZONES = Map.of(
            "EST", -5, "EDT", -4, "CST", -6, "CDT", -5, "MST", -7, "MDT", -6, "PST", -8, "PDT", -7, "CET", 1, "CEST",
            2);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /// Reads the line, LF or CRLF at its end included or not.
    ///
    /// @param zone of dates that name none
    /// @return empty where it is no such line, but one that begins with `From ` by chance
    public static Optional<FromLine> parse(byte[] buffer, int start, int end, ZoneId zone) {
        if (end - start > OCTETS_MAX) {
            return Optional.empty();
        }
        String line = new String(buffer, start, end - start, StandardCharsets.ISO_8859_1).stripTrailing();
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return date(matcher, zone).map(date -> new FromLine(sender(line), date));
    }

    /// The line with its LF, as RFC 4155 has it.
    public byte[] octets() {
        // RFC 4155 appendix A: the time is UTC
        return ("From " + clean(sender) + " " + ASCTIME.format(date) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String sender(String line) {
        Matcher matcher = SENDER.matcher(line);
        return matcher.lookingAt() ? String.valueOf(matcher.group(1)) : NOBODY;
    }

    private static Optional<Instant> date(Matcher matcher, ZoneId zone) {
        int month = MONTHS.indexOf(String.valueOf(matcher.group(1)).toLowerCase(Locale.ROOT)) + 1;
        String second = matcher.group(5);
        int year = number(matcher.group(7));
        if (year < CENTURY) {
            year += year < PIVOT ? 2000 : 1900;
        }
        String named = matcher.group(6) == null ? matcher.group(8) : matcher.group(6);
        try {
            // A leap second counts as the one before.
            int seconds = second == null ? 0 : Math.min(number(second), 59);
            LocalDateTime local = LocalDateTime.of(
                    year, month, number(matcher.group(2)), number(matcher.group(3)), number(matcher.group(4)), seconds);
            return Optional.of(
                    local.atZone(named == null ? zone : zone(named, zone)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ZoneId zone(String name, ZoneId otherwise) {
        if (name.startsWith("+") || name.startsWith("-")) {
            return ZoneOffset.of(name);
        }
        String upper = name.toUpperCase(Locale.ROOT);
        if (List.of("GMT", "UTC", "UT", "Z").contains(upper)) {
            return ZoneOffset.UTC;
        }
        Integer hours = ZONES.get(upper);
        return hours == null ? otherwise : ZoneOffset.ofHours(hours);
    }

    private static int number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    // One word, without what would make the line another one.
    private static String clean(String sender) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(sender.length(), SENDER_MAX); i++) {
            char c = sender.charAt(i);
            out.append(c <= 0x20 || c == 0x7f || c == '"' || c > 0xff ? '_' : c);
        }
        return out.isEmpty() ? NOBODY : out.toString();
    }
}
