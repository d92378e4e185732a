package org.postrider.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;

/// Finds charsets by the names that mail gives them.
final class Charsets {
    // Names that mail programs use and Java does not know, or means more narrowly than they do.
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("utf8", "UTF-8"),
            Map.entry("unicode-1-1-utf-8", "UTF-8"),
            Map.entry("iso-8859-8-i", "ISO-8859-8"),
            Map.entry("iso-8859-8-e", "ISO-8859-8"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("iso-8859-11", "x-windows-874"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("big5", "x-windows-950"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("iso-2022-jp", "x-windows-50221"),
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("us-ascii", "UTF-8"),
            Map.entry("ascii", "UTF-8"));

    private Charsets() {}

    /// Never fails: see [TextReader].
    static String decode(byte[] octets, String name) {
        return decode(octets, find(name));
    }

    /// The same, for a charset that was found.
    static String decode(byte[] octets, Charset charset) {
        StringWriter text = new StringWriter();
        int bufferSize = Math.clamp(octets.length, TextReader.BUFFER_SIZE_MIN, 8 * 1024);
        try (Reader reader = new TextReader(new ByteArrayInputStream(octets), charset, bufferSize)) {
            reader.transferTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// UTF-8 where nobody knows the charset.
    static Charset find(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        try {
            return Charset.forName(OTHER_NAMES.getOrDefault(lower, lower));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
