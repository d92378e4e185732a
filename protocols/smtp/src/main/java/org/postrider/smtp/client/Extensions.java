package org.postrider.smtp.client;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the other host offered in its EHLO reply (RFC 5321 §4.1.1.1).
///
/// @param keywords in upper case, each with what stands behind it
record Extensions(Map<String, String> keywords) {
    static final Extensions NONE = new Extensions(Map.of());

    /// @param lines of the reply, the first (the host's name) included
    static Extensions of(List<String> lines) {
        Map<String, String> keywords = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.strip().split(" ", 2);
            keywords.put(words[0].toUpperCase(Locale.ROOT), words.length == 2 ? words[1].strip() : "");
        }
        return new Extensions(Map.copyOf(keywords));
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /// The largest message in octets (RFC 1870 §4); the largest number where there is no limit.
    long sizeMax() {
        long size = number("SIZE");
        return size == 0 ? Long.MAX_VALUE : size;
    }

    /// The number that stands behind a keyword, or 0.
    long number(String keyword) {
        return digits(keywords.getOrDefault(keyword, ""));
    }

    /// A limit of LIMITS (RFC 9422 §4), or 0 where there is none.
    long limit(String name) {
        for (String word :
                keywords.getOrDefault("LIMITS", "").toUpperCase(Locale.ROOT).split(" +")) {
            if (word.startsWith(name + "=")) {
                return digits(word.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private static long digits(String text) {
        boolean number = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(text) : 0;
    }

    boolean offersMechanism(String name) {
        return List.of(keywords.getOrDefault("AUTH", "")
                        .toUpperCase(Locale.ROOT)
                        .split(" +"))
                .contains(name);
    }
}
