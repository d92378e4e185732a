package org.postrider.mime;

/// Reads the value of a structured header field from left to right. Confined to one thread.
final class ParameterReader {
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    private final String text;
    private int next;

    ParameterReader(String text) {
        this.text = text;
    }

    /// A token, or nothing; space and comments before it are passed over.
    String token() {
        skipSpace();
        int start = next;
        while (next < text.length() && text.charAt(next) > ' ' && SPECIALS.indexOf(text.charAt(next)) < 0) {
            next++;
        }
        return text.substring(start, next);
    }

    boolean take(char c) {
        skipSpace();
        if (next < text.length() && text.charAt(next) == c) {
            next++;
            return true;
        }
        return false;
    }

    /// Goes behind the next semicolon.
    boolean nextParameter() {
        boolean quoted = false;
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (quoted && c == '\\') {
                skip();
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return true;
            }
        }
        return false;
    }

    /// A quoted string without its quotes, or what stands up to the next semicolon or space.
    String value() {
        skipSpace();
        if (next < text.length() && text.charAt(next) == '"') {
            return quoted();
        }
        int start = next;
        while (next < text.length() && text.charAt(next) > ' ' && text.charAt(next) != ';') {
            next++;
        }
        return text.substring(start, next);
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        for (next++; next < text.length(); next++) {
            char c = text.charAt(next);
            if (c == '"') {
                next++;
                break;
            }
            if (c == '\\' && next + 1 < text.length()) {
                c = text.charAt(++next);
            }
            out.append(c);
        }
        return out.toString();
    }

    // What a backslash takes the meaning of; there may be nothing.
    private void skip() {
        next = Math.min(next + 1, text.length());
    }

    // RFC 5322 §3.2.2: comments nest
    private void skipSpace() {
        int depth = 0;
        while (next < text.length()) {
            char c = text.charAt(next);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '\\' && depth > 0) {
                skip();
            } else if (depth == 0 && c > ' ') {
                return;
            }
            skip();
        }
    }
}
