package org.postrider.mailets.flow;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A span of hours on some days of the week.
///
/// @param days on which it begins
/// @param from minute of the day
/// @param to minute of the day, 1440 for its end; before `from` where it ends on the next day
record WeekTime(Set<DayOfWeek> days, int from, int to, ZoneId zone) {
    private static final Pattern SYNTAX =
            Pattern.compile("(?:([A-Za-z,\\- ]+?)\\s+)?(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})(?:\\s+(\\S+))?");
    private static final int DAY_MINUTES = 24 * 60;

    /// @throws IllegalArgumentException with a sentence that says how to write it
    static WeekTime parse(String text) {
        java.util.regex.Matcher parts = SYNTAX.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time: write Mon-Fri 08:00-18:00 Europe/Berlin");
        }
        int from = minute(parts.group(2), parts.group(3));
        int to = minute(parts.group(4), parts.group(5));
        if (from == to) {
            throw new IllegalArgumentException("'" + text + "' ends when it begins; all day is 00:00-24:00");
        }
        return new WeekTime(days(parts.group(1)), from, to, zone(parts.group(6)));
    }

    private static int minute(String hour, String minute) {
        int minutes = Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
        if (Integer.parseInt(minute) > 59 || minutes > DAY_MINUTES) {
            throw new IllegalArgumentException(hour + ":" + minute + " is no time of the day");
        }
        return minutes;
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + name + "' is no time zone such as Europe/Berlin", e);
        }
    }

    private static Set<DayOfWeek> days(@Nullable String text) {
        if (text == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",")) {
            String[] ends = part.strip().split("-", -1);
            DayOfWeek day = day(ends[0]);
            DayOfWeek last = day(ends[ends.length - 1]);
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name.length() >= 3 && day.name().startsWith(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException("'" + text.strip() + "' is no day: Mon, Tue, Wed, Thu, Fri, Sat, Sun");
    }

    boolean contains(Instant instant) {
        ZonedDateTime local = instant.atZone(zone);
        int minute = local.getHour() * 60 + local.getMinute();
        if (from < to) {
            return days.contains(local.getDayOfWeek()) && minute >= from && minute < to;
        }
        return (days.contains(local.getDayOfWeek()) && minute >= from)
                || (days.contains(local.getDayOfWeek().minus(1)) && minute < to);
    }

    /// When it begins next; `instant` itself where it is inside.
    Instant next(Instant instant) {
        if (contains(instant)) {
            return instant;
        }
        ZonedDateTime midnight = instant.atZone(zone).toLocalDate().atStartOfDay(zone);
        for (int days = 0; days <= 8; days++) {
            ZonedDateTime day = midnight.plusDays(days);
            Instant begin = day.plusMinutes(from).toInstant();
            if (begin.isAfter(instant) && contains(begin)) {
                return begin;
            }
        }
        // Summer time has swallowed its beginning, each week.
        return instant.plus(Duration.ofHours(1));
    }
}
