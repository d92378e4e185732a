package org.postrider.api.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of octets, written `1000`, `64KiB`, `50MiB`, `2GiB`.
public record ByteSize(long octets) {
    private static final Pattern SYNTAX =
            Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB|TiB|)", Pattern.CASE_INSENSITIVE);

    public ByteSize {
        if (octets < 0) {
            throw new IllegalArgumentException("a size cannot be negative");
        }
    }

    /// @throws IllegalArgumentException with a sentence that says how to write it
    public static ByteSize parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size: write a number and B, KiB, MiB, GiB or TiB, such as 50MiB");
        }
        int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            case "tib" -> 40;
            default -> 0;
        };
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }

    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        long value = octets;
        int unit = 0;
        while (value > 0 && value % 1024 == 0 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? Long.toString(octets) : value + units[unit];
    }
}
