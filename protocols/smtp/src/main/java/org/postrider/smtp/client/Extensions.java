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
        String digits = keywords.getOrDefault("SIZE", "");
        boolean number =
                !digits.isEmpty() && digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long size = number ? Long.parseLong(digits) : 0;
        return size == 0 ? Long.MAX_VALUE : size;
    }

    boolean offersMechanism(String name) {
        return List.of(keywords.getOrDefault("AUTH", "")
                        .toUpperCase(Locale.ROOT)
                        .split(" +"))
                .contains(name);
    }
}
