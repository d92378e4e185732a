package org.postrider.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Decodes encoded words in header fields (RFC 2047), tolerant of space inside them.
public final class HeaderText {
    private static final Pattern WORD = Pattern.compile("=\\?([^?*\\s]+)(?:\\*[^?]*)?\\?([bBqQ])\\?([^?]*)\\?=");

    private static final int WORDS_MAX = 10_000;
    // To look for a charset that there is not costs more than to decode with one that there is.
    private static final int CHARSETS_MAX = 100;

    private HeaderText() {}

    /// Never fails: a word that cannot be decoded stays as it is, and so does what stands behind ten thousand of them.
    /// Space between two words is not text (RFC 2047 §6.2).
    public static String decode(String value) {
        if (!value.contains("=?")) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length());
        Run run = new Run(out);
        Matcher matcher = WORD.matcher(value);
        int end = 0;
        for (int words = 0; words < WORDS_MAX && matcher.find(); words++) {
            String between = value.substring(end, matcher.start());
            if (!between.isBlank() || !run.open()) {
                run.flush();
                out.append(between);
            }
            run.add(matcher.group(1), matcher.group(2), matcher.group(3));
            end = matcher.end();
        }
        run.flush();
        return out.append(value.substring(end)).toString();
    }

    /// Words one after another in one charset: some programs split a character between two words.
    private static final class Run {
        private final StringBuilder out;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final Map<String, Charset> charsets = new HashMap<>();
        private String charset = "";

        Run(StringBuilder out) {
            this.out = out;
        }

        boolean open() {
            return !charset.isEmpty();
        }

        void add(String name, String encoding, String text) {
            if (!name.equalsIgnoreCase(charset)) {
                flush();
            }
            charset = name;
            byte[] encoded = text.replace('_', ' ').getBytes(StandardCharsets.UTF_8);
            octets.writeBytes(
                    encoding.equalsIgnoreCase("b")
                            ? Base64Stream.decode(encoded)
                            : QuotedPrintableStream.decode(encoded));
        }

        void flush() {
            if (open()) {
                out.append(Charsets.decode(octets.toByteArray(), charset()));
                octets.reset();
                charset = "";
            }
        }

        private Charset charset() {
            String name = charset.toLowerCase(Locale.ROOT);
            return charsets.size() < CHARSETS_MAX
                    ? charsets.computeIfAbsent(name, Charsets::find)
                    : charsets.getOrDefault(name, StandardCharsets.UTF_8);
        }
    }
}
