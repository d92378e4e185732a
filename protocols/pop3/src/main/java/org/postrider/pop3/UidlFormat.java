package org.postrider.pop3;

import java.util.regex.Pattern;

/// How a message's unique-id is written (RFC 1939 §7, UIDL): a text in which `%u`, `%v`, `%08Xu` and `%08Xv` stand for
/// numbers.
///
/// @param pattern gives 1 to 70 characters from `!` to `~`, whatever the numbers are, and different ones for different
///     UIDs
record UidlFormat(String pattern) {
    private static final Pattern SYNTAX = Pattern.compile("([!-$&-~]|%(08X)?[uv])+");
    private static final int LENGTH_MAX = 70;
    private static final long NUMBER_MAX = 0xffff_ffffL;

    public UidlFormat {
        if (!SYNTAX.matcher(pattern).matches()) {
            throw new IllegalArgumentException("'" + pattern
                    + "' is no form of a unique-id: write it of visible characters and %u, %v, %08Xu or %08Xv");
        }
        if (!pattern.contains("%u") && !pattern.contains("%08Xu")) {
            throw new IllegalArgumentException("a unique-id without %u or %08Xu would be the same for all messages");
        }
        if (written(pattern, NUMBER_MAX, NUMBER_MAX).length() > LENGTH_MAX) {
            throw new IllegalArgumentException("a unique-id has at most " + LENGTH_MAX + " characters");
        }
    }

    /// The unique-id of the message `uid`.
    String format(long uidValidity, long uid) {
        return written(pattern, uidValidity, uid);
    }

    private static String written(String pattern, long uidValidity, long uid) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            boolean hexadecimal = pattern.startsWith("08X", i + 1);
            i += hexadecimal ? "08Xu".length() : 1;
            long number = pattern.charAt(i) == 'u' ? uid : uidValidity;
            out.append(hexadecimal ? "%08x".formatted(number) : Long.toString(number));
        }
        return out.toString();
    }
}
