package org.postrider.mailets.content;

/// Text in which a line that ends with a space goes on in the next one (RFC 3676).
final class Flowed {
    // RFC 3676 §4.3: the line before a signature
    private static final String SIGNATURE = "-- ";

    private Flowed() {}

    static String wrap(String text, int width) {
        StringBuilder out = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            int quotes = quotes(line);
            // RFC 3676 §4.1: a fixed line does not end with a space.
            String fixed = line.equals(SIGNATURE) ? line : line.stripTrailing();
            if (fixed.length() <= width || quotes > 0) {
                out.append(quotes > 0 ? fixed : stuffed(fixed)).append('\n');
            } else {
                wrapLine(fixed, width, out);
            }
        }
        out.setLength(out.length() - 1);
        return out.toString();
    }

    private static void wrapLine(String line, int width, StringBuilder out) {
        StringBuilder piece = new StringBuilder();
        for (String word : line.split("(?<= )", -1)) {
            if (piece.length() + word.stripTrailing().length() > width
                    && piece.toString().endsWith(" ")) {
                out.append(stuffed(piece.toString())).append('\n');
                piece.setLength(0);
            }
            piece.append(word);
        }
        out.append(stuffed(piece.toString())).append('\n');
    }

    // RFC 3676 §4.4: a line that begins with a space, a quote sign or From has one space more.
    private static String stuffed(String line) {
        return line.startsWith(" ") || line.startsWith(">") || line.startsWith("From ") ? " " + line : line;
    }

    static String unwrap(String text, boolean delSp) {
        StringBuilder out = new StringBuilder();
        boolean open = false;
        int openQuotes = 0;
        for (String line : text.split("\n", -1)) {
            int quotes = quotes(line);
            String words = line.substring(quotes);
            words = words.startsWith(" ") ? words.substring(1) : words;
            boolean flows = words.endsWith(" ") && !words.equals(SIGNATURE);
            if (open && quotes == openQuotes && !words.equals(SIGNATURE)) {
                out.append(words);
            } else {
                out.append(open ? "\n" : "")
                        .append(">".repeat(quotes))
                        .append(quotes > 0 ? " " : "")
                        .append(words);
            }
            if (flows && delSp) {
                out.setLength(out.length() - 1);
            }
            open = flows;
            openQuotes = quotes;
            out.append(flows ? "" : "\n");
        }
        out.setLength(out.length() - (open ? 0 : 1));
        return out.toString();
    }

    /// Of text that says nothing: a line goes on where it is long and the next line's first word had no room in it.
    static String unwrapFull(String text, int fullFrom) {
        String[] lines = text.split("\n", -1);
        int longest = 0;
        for (String line : lines) {
            longest = Math.max(longest, line.length());
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            out.append(lines[i]);
            boolean last = i + 1 == lines.length;
            if (!last) {
                out.append(goesOn(lines[i], lines[i + 1], fullFrom, longest) ? " " : "\n");
            }
        }
        return out.toString();
    }

    private static boolean goesOn(String line, String next, int fullFrom, int longest) {
        int space = next.indexOf(' ');
        String word = space < 0 ? next : next.substring(0, space);
        boolean prose = !next.isEmpty() && Character.isLetterOrDigit(next.charAt(0)) && quotes(line) == 0;
        return prose && line.length() >= fullFrom && line.length() + 1 + word.length() > longest;
    }

    private static int quotes(String line) {
        int count = 0;
        while (count < line.length() && line.charAt(count) == '>') {
            count++;
        }
        return count;
    }
}
