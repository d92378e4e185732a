package org.postrider.smtp.syntax;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The parameters behind a path, `KEYWORD[=value]` (RFC 5321 §4.1.2).
///
/// @param values by keyword in upper case; empty where it has no value
record EsmtpParameters(Map<String, Optional<String>> values) {
    private static final EsmtpParameters NONE = new EsmtpParameters(Map.of());
    private static final int COUNT_MAX = 32;

    static EsmtpParameters parse(String text) throws CommandRefusedException {
        if (text.isEmpty()) {
            return NONE;
        }
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (String word : text.split(" +")) {
            int equals = word.indexOf('=');
            String keyword = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            Optional<String> value = equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
            if (!isKeyword(keyword) || !value.map(EsmtpParameters::isValue).orElse(true)) {
                throw new CommandRefusedException(501, "5.5.4", "Bad syntax of a parameter");
            }
            if (values.put(keyword, value) != null || values.size() > COUNT_MAX) {
                throw new CommandRefusedException(501, "5.5.4", "Parameters repeat, or are too many");
            }
        }
        return new EsmtpParameters(values);
    }

    // RFC 5321 §4.1.1.11
    static CommandRefusedException unknown(String keyword, String command) {
        return new CommandRefusedException(555, "5.5.4", command + " parameter " + keyword + " is not known here");
    }

    // esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
    private static boolean isKeyword(String text) {
        return !text.isEmpty()
                && text.charAt(0) != '-'
                && text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }

    // esmtp-value = 1*(%d33-60 / %d62-126), with RFC 6531 §3.3 also UTF-8
    private static boolean isValue(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '=' && c != 0x7f);
    }
}
