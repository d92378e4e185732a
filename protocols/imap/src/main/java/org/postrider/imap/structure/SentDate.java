package org.postrider.imap.structure;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The day that stands in a Date field, whatever its time and zone (RFC 3501 §6.4.4).
public final class SentDate {
    private static final Pattern DAY =
            Pattern.compile("(\\d{1,2})[ \\t-]+([A-Za-z]{3})[a-z]*\\.?[ \\t-]+(\\d{2,4})(?!\\d)");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final int LENGTH_MAX = 200;

    private SentDate() {}

    /// Empty where no day can be made out.
    public static Optional<LocalDate> parse(String field) {
        Matcher matcher = DAY.matcher(field.length() > LENGTH_MAX ? field.substring(0, LENGTH_MAX) : field);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int month = MONTHS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
        try {
            return Optional.of(LocalDate.of(year(matcher.group(3)), month, Integer.parseInt(matcher.group(1))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    // RFC 5322 §4.3: what years of two or three digits mean
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() == 4) {
            return year;
        }
        return digits.length() == 2 && year < 50 ? 2000 + year : 1900 + year;
    }
}
