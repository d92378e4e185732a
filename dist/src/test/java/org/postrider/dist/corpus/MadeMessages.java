package org.postrider.dist.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/// Generated messages: every nesting, many charsets, and what standards forbid. The same for the same seed.
public final class MadeMessages {
    private static final List<String> CHARSETS = List.of(
            "US-ASCII",
            "ISO-8859-1",
            "ISO-8859-15",
            "windows-1252",
            "KOI8-R",
            "ISO-2022-JP",
            "GB18030",
            "Big5",
            "EUC-KR",
            "UTF-8");
    private static final List<String> TEXTS = List.of(
            "plain words of everyday mail", "Grüße aus Köln, ça va?", "Привет из Москвы", "日本語のメール", "中文郵件", "한국어 메일");
    private static final int DEPTH_MAX = 5;

    private final Random random;

    public MadeMessages(long seed) {
        this.random = new Random(seed);
    }

    /// @return `count` messages of random shape, each octet sequence with CRLF line breaks
    public List<byte[]> shapes(int count) {
        List<byte[]> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(shape(i));
        }
        return messages;
    }

    /// The odd ones, each of which some server has stumbled over.
    public List<byte[]> oddities() {
        List<byte[]> messages = new ArrayList<>();
        messages.add(ascii("no header at all, and no final line break"));
        messages.add(ascii("\r\nan empty header\r\n"));
        messages.add(ascii("Subject: no body"));
        messages.add(ascii("Subject: only a header\r\n"));
        messages.add(ascii("Subject: empty body\r\n\r\n"));
        messages.add(ascii("Subject: dots\r\n\r\n.\r\n..\r\n...\r\n.x\r\n\r\n.\r\n"));
        messages.add(ascii("Subject: 998\r\n\r\n" + "x".repeat(998) + "\r\n"));
        messages.add(ascii("Subject: beyond 998\r\n\r\n" + "y".repeat(200_000) + "\r\nend"));
        messages.add(ascii("Subject: " + "long header ".repeat(5000) + "\r\n\r\nbody\r\n"));
        messages.add(ascii("X-Many: 1\r\n".repeat(5000) + "\r\nbody\r\n"));
        messages.add(ascii("Subject: NUL\r\n\r\na\0b\0\r\n\0"));
        messages.add(join(ascii("Subject: 8-bit \u00e4\r\n\r\n"), allOctets()));
        messages.add(ascii("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nnever closed\r\n"));
        messages.add(ascii("Content-Type: multipart/mixed\r\n\r\nno boundary\r\n"));
        messages.add(ascii("Content-Type: message/rfc822\r\n\r\n"));
        messages.add(deep(200));
        messages.add("Subject: Grüße ohne Kodierung\r\nFrom: ä <a@example.net>\r\n\r\nföö\r\n"
                .getBytes(StandardCharsets.UTF_8));
        return messages;
    }

    /// A message with a base64 attachment of that many octets.
    public byte[] large(int octets) {
        byte[] attachment = new byte[octets];
        random.nextBytes(attachment);
        return join(
                ascii(
                        "Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=L\r\n\r\n--L\r\n\r\n"
                                + "see attachment\r\n--L\r\nContent-Type: application/octet-stream\r\n"
                                + "Content-Transfer-Encoding: base64\r\n\r\n"),
                Base64.getMimeEncoder().encode(attachment),
                ascii("\r\n--L--\r\n"));
    }

    private byte[] shape(int number) {
        String charset = CHARSETS.get(number % CHARSETS.size());
        String subject = Base64.getEncoder().encodeToString(text().getBytes(Charset.forName(charset)));
        return join(
                ascii("From: Sender <s" + number + "@example.net>\r\nTo: bob@example.test\r\nSubject: =?" + charset
                        + "?B?" + subject + "?=\r\nMessage-ID: <made-" + number
                        + "@example.net>\r\nMIME-Version: 1.0\r\n"),
                entity(charset, random.nextInt(DEPTH_MAX)));
    }

    private byte[] entity(String charset, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf(charset);
        }
        if (random.nextInt(4) == 0) {
            return join(
                    ascii("Content-Type: message/rfc822\r\n\r\nSubject: nested\r\nFrom: n@example.net\r\n"),
                    entity(charset, depth - 1));
        }
        return multipart(charset, depth);
    }

    private byte[] multipart(String charset, int depth) {
        String boundary = "b" + depth + "-" + random.nextInt(1_000_000);
        String subtype =
                List.of("mixed", "alternative", "related", "digest", "parallel").get(random.nextInt(5));
        byte[] out =
                ascii("Content-Type: multipart/" + subtype + "; boundary=\"" + boundary + "\"\r\n\r\npreamble\r\n");
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            out = join(out, ascii("--" + boundary + "\r\n"), entity(charset, depth - 1), ascii("\r\n"));
        }
        return join(out, ascii("--" + boundary + "--\r\nepilogue\r\n"));
    }

    private byte[] leaf(String charset) {
        byte[] text = (text() + "\r\n" + text() + "\r\n").getBytes(Charset.forName(charset));
        return switch (random.nextInt(3)) {
            case 0 ->
                join(
                        ascii("Content-Type: text/plain; charset=" + charset
                                + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"),
                        text);
            case 1 ->
                join(
                        ascii("Content-Type: text/plain; charset=" + charset
                                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
                        Base64.getMimeEncoder().encode(text));
            default ->
                join(
                        ascii("Content-Type: text/html; charset=" + charset
                                + "\r\nContent-Disposition: attachment; filename*=utf-8''%C3%A4.html\r\n\r\n<p>"),
                        text,
                        ascii("</p>"));
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size())) + " " + random.nextInt(1_000_000);
    }

    private static byte[] deep(int levels) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            out.append("Content-Type: multipart/mixed; boundary=d")
                    .append(i)
                    .append("\r\n\r\n--d")
                    .append(i)
                    .append("\r\n");
        }
        return ascii(out.append("\r\nbottom\r\n").toString());
    }

    private static byte[] allOctets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int octet = 0; octet < 256; octet++) {
            if (octet != '\r' && octet != '\n') {
                out.write(octet);
            }
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
