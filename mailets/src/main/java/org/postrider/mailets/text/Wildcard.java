package org.postrider.mailets.text;

import java.util.regex.Pattern;

/// A name of a file, with `*` for anything and `?` for one character; case does not count.
public final class Wildcard {
    private Wildcard() {}

    public static Pattern pattern(String mask) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < mask.length(); i++) {
            char c = mask.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }
}
