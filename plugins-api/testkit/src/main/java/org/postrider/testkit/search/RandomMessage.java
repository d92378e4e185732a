package org.postrider.testkit.search;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.postrider.api.search.TextKey;

/// A message made at random, of which is known what can be found in it: the oracle of the search contract.
final class RandomMessage {
    private static final String[] LATIN = {
        "the",
        "Invoice",
        "2025-03",
        "naïve",
        "Möwe",
        "señor",
        "meeting",
        "a",
        "I",
        "x",
        "re",
        "ABC-123",
        "www.example.org",
        "foo,bar",
        "(why?)",
        "“quoted”",
        "100%",
        "e-mail",
        "Smørrebrød",
        "--",
        "..."
    };
    private static final String[] CYRILLIC = {"Привет", "мир", "Счёт", "на", "оплату", "и", "ДОМ"};
    private static final String[] JAPANESE = {"日本語", "テキスト", "請求書", "です。", "メール", "東京都"};
    private static final String[] OTHER = {"😀👍", "Ωμέγα", "한국어", "简体中文", "ภาษาไทย", "𝔘nicode", "עברית", "ﬁn"};
    private static final String[][] SCRIPTS = {LATIN, LATIN, LATIN, CYRILLIC, JAPANESE, OTHER};
    private static final String[] CHARSETS = {
        "windows-1252",
        "iso-8859-15",
        "koi8-r",
        "windows-1251",
        "iso-2022-jp",
        "shift_jis",
        "gb18030",
        "utf-16",
        "utf-8"
    };
    private static final int DEPTH_MAX = 3;

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Field> fields = new ArrayList<>();
    // Each a text of its own: what is sought does not reach from one into the next.
    private final List<String> headerTexts = new ArrayList<>();
    private final List<String> bodyTexts = new ArrayList<>();

    RandomMessage(Random random) {
        this.random = random;
        for (String name : new String[] {"From", "To", "Subject", "X-Random", "Comments"}) {
            if (random.nextInt(4) > 0) {
                field(name, words(1 + random.nextInt(6), " "));
            }
        }
        for (Field field : fields) {
            headerTexts.add(field.name + ": " + field.value);
        }
        entity(0, headerTexts);
    }

    byte[] octets() {
        return out.toByteArray();
    }

    boolean matches(TextKey key) {
        return switch (key) {
            case TextKey.InHeader(var name, var text) ->
                fields.stream().anyMatch(field -> field.name.equalsIgnoreCase(name) && has(field.value, text));
            case TextKey.InBody(var text) ->
                text.isEmpty() || bodyTexts.stream().anyMatch(body -> has(body, text));
            case TextKey.Anywhere(var text) ->
                text.isEmpty()
                        || headerTexts.stream().anyMatch(line -> has(line, text))
                        || bodyTexts.stream().anyMatch(body -> has(body, text));
        };
    }

    /// Something that is in it, or nearly so.
    String needle() {
        List<String> texts = new ArrayList<>(bodyTexts);
        fields.forEach(field -> texts.add(field.value));
        if (texts.isEmpty()) {
            return "nothing";
        }
        int[] points = texts.get(random.nextInt(texts.size())).codePoints().toArray();
        int length = Math.min(points.length, 1 + random.nextInt(random.nextBoolean() ? 4 : 30));
        int start = random.nextInt(points.length - length + 1);
        StringBuilder needle = new StringBuilder();
        for (int i = start; i < start + length; i++) {
            needle.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> Character.toUpperCase(points[i]);
                        case 1 -> Character.toLowerCase(points[i]);
                        default -> points[i];
                    });
        }
        if (random.nextInt(8) == 0) {
            needle.insert(random.nextInt(needle.length() + 1) == 0 ? 0 : needle.length(), "q");
        }
        return needle.toString();
    }

    private static boolean has(String text, String sought) {
        return fold(text).contains(fold(sought));
    }

    // Any white space is one space; the rest is RFC 5051, and what comes out of ligatures has no case either.
    private static String fold(String text) {
        StringBuilder titles = new StringBuilder();
        text.replaceAll("\\s+", " ")
                .codePoints()
                .forEach(point -> titles.appendCodePoint(Character.toTitleCase(point)));
        StringBuilder folded = new StringBuilder();
        Normalizer.normalize(titles, Normalizer.Form.NFKD)
                .codePoints()
                .forEach(point -> folded.appendCodePoint(Character.toLowerCase(point)));
        return folded.toString();
    }

    private void field(String name, String value) {
        fields.add(new Field(name, value));
        write(name + ": " + encoded(name, value));
    }

    private String encoded(String name, String value) {
        try {
            // Raw UTF-8 (RFC 6532), or encoded words of either kind; folded.
            String text = switch (random.nextInt(3)) {
                case 0 -> value;
                case 1 -> MimeUtility.encodeText(value, "utf-8", "Q");
                default -> MimeUtility.encodeText(value, "utf-8", "B");
            };
            return MimeUtility.fold(name.length() + 2, text);
        } catch (UnsupportedEncodingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void entity(int depth, List<String> headers) {
        switch (random.nextInt(depth < DEPTH_MAX ? 6 : 3)) {
            case 0, 1 -> text(headers);
            case 2 -> html(headers);
            case 3 -> nested(depth, headers);
            default -> multipart(depth, headers);
        }
    }

    private void text(List<String> headers) {
        String text = words(random.nextInt(60), null);
        String charset = charsetOf(text);
        partHeader("Content-Type", "text/plain; charset=" + charset, headers);
        body(text.getBytes(Charset.forName(charset)), charset, headers);
        bodyTexts.add(text);
    }

    private void html(List<String> headers) {
        String first = words(1 + random.nextInt(10), null);
        String second = words(1 + random.nextInt(10), null);
        String source = "<html><head><style>p { color: green }</style></head><body><p class=\"zzz\">"
                + escaped(first)
                + "</p><div>" + escaped(second) + "</div></body></html>";
        partHeader("Content-Type", "text/html; charset=utf-8", headers);
        body(source.getBytes(StandardCharsets.UTF_8), "utf-8", headers);
        bodyTexts.add(first + " " + second);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void nested(int depth, List<String> headers) {
        partHeader("Content-Type", "message/rfc822", headers);
        write("");
        String subject = words(1 + random.nextInt(5), " ");
        write("Subject: " + encoded("Subject", subject));
        bodyTexts.add("Subject: " + subject);
        // The nested message's own header is part of the body.
        entity(depth + 1, bodyTexts);
    }

    private void multipart(int depth, List<String> headers) {
        String boundary = "b" + depth + "." + random.nextInt(1000);
        partHeader("Content-Type", "multipart/mixed; boundary=" + boundary, headers);
        write("");
        write("This text is not sought.");
        for (int i = random.nextInt(3); i >= 0; i--) {
            write("--" + boundary);
            if (random.nextInt(3) == 0) {
                String file = words(1, "") + ".pdf";
                partHeader(
                        "Content-Disposition",
                        "attachment; filename*=utf-8''" + java.net.URLEncoder.encode(file, StandardCharsets.UTF_8),
                        headerTexts);
                bodyTexts.add(file);
            }
            entity(depth + 1, headerTexts);
            write("");
        }
        write("--" + boundary + "--");
    }

    private void partHeader(String name, String value, List<String> texts) {
        write(name + ": " + value);
        texts.add(name + ": " + value);
    }

    private void body(byte[] octets, String charset, List<String> headers) {
        boolean safe = charset.equals("utf-8") || charset.startsWith("windows") || charset.equals("koi8-r");
        String encoding = switch (random.nextInt(safe ? 3 : 2)) {
            case 0 -> "quoted-printable";
            case 1 -> "base64";
            default -> "8bit";
        };
        partHeader("Content-Transfer-Encoding", encoding, headers);
        write("");
        out.writeBytes(
                switch (encoding) {
                    case "quoted-printable" -> quotedPrintable(octets);
                    case "base64" -> Base64.getMimeEncoder().encode(octets);
                    default -> octets;
                });
    }

    private static byte[] quotedPrintable(byte[] octets) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        int line = 0;
        for (byte octet : octets) {
            boolean plain = octet > ' ' && octet < 0x7f && octet != '=' && octet != '-';
            encoded.writeBytes((plain ? String.valueOf((char) octet) : "=%02X".formatted(octet & 0xff))
                    .getBytes(StandardCharsets.US_ASCII));
            line += plain ? 1 : 3;
            if (line > 70) {
                encoded.writeBytes("=\r\n".getBytes(StandardCharsets.US_ASCII));
                line = 0;
            }
        }
        return encoded.toByteArray();
    }

    private String charsetOf(String text) {
        List<String> able = new ArrayList<>();
        for (String charset : CHARSETS) {
            if (Charset.forName(charset).newEncoder().canEncode(text)) {
                able.add(charset);
            }
        }
        return able.get(random.nextInt(able.size()));
    }

    // With this between the words, or anything that parts lines; no space at either end.
    private String words(int count, @org.jspecify.annotations.Nullable String between) {
        String[] script = SCRIPTS[random.nextInt(SCRIPTS.length)];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                text.append(between != null ? between : random.nextInt(6) == 0 ? "\r\n" : " ");
            }
            text.append(script[random.nextInt(script.length)]);
            if (random.nextInt(10) == 0) {
                script = SCRIPTS[random.nextInt(SCRIPTS.length)];
            }
        }
        return text.toString();
    }

    private void write(String line) {
        out.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private record Field(String name, String value) {}
}
