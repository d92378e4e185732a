package org.postrider.dist.bench;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;

/// Messages as people get them, the same for every run: half of them below 6 KiB, some with an HTML part or an
/// attachment, words as frequent as in a language; 31 KiB in the mean. The word `zebrafish` is in the text of one in
/// fifty, and in no other; `xylograph` in the subject of one in fifty.
final class Corpus {
    private static final String[] SYLLABLES =
            "ka to mi re sun dor val pel an ti gro mar lin ves qui ba ste fo lur nen".split(" ");
    private static final int WORDS = 20_000;
    private static final ZonedDateTime FIRST = ZonedDateTime.of(2017, 1, 1, 8, 0, 0, 0, ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    private Corpus() {}

    static byte[] message(int number) {
        Random random = new Random(number);
        StringBuilder out = new StringBuilder();
        String subject = sentence(random, 3 + random.nextInt(6)) + (number % 50 == 7 ? " xylograph" : "");
        out.append("Received: from mail").append(random.nextInt(50)).append(".example.net by mx.example.test\r\n");
        out.append("From: ").append(word(random)).append(' ').append(word(random));
        out.append(" <sender").append(random.nextInt(300)).append("@example.net>\r\n");
        out.append("To: ").append(ImapTarget.user(0)).append("\r\n");
        out.append("Subject: ").append(subject).append("\r\n");
        out.append("Date: ")
                .append(DATE.format(FIRST.plusMinutes(41L * number)))
                .append("\r\n");
        out.append("Message-ID: <m").append(number).append("@example.net>\r\n");
        if (number > 20 && random.nextInt(3) == 0) {
            out.append("References: <m").append(number - 1 - random.nextInt(20)).append("@example.net>\r\n");
        }
        out.append("MIME-Version: 1.0\r\n");
        body(out, random, number);
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void body(StringBuilder out, Random random, int number) {
        int size = (int) Math.min(3_000_000, 5_000 * Math.exp(1.1 * random.nextGaussian()));
        String text = text(random, size / 2) + (number % 50 == 3 ? "zebrafish\r\n" : "");
        int kind = random.nextInt(10);
        if (kind < 5) {
            out.append("Content-Type: text/plain; charset=us-ascii\r\n\r\n").append(text);
            return;
        }
        boolean attached = kind > 7;
        out.append("Content-Type: multipart/").append(attached ? "mixed" : "alternative");
        out.append("; boundary=\"b").append(number).append("\"\r\n\r\n");
        out.append("--b")
                .append(number)
                .append("\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n")
                .append(text);
        out.append("--b").append(number);
        if (attached) {
            byte[] octets = new byte[10 * size];
            random.nextBytes(octets);
            out.append("\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n");
            out.append("Content-Disposition: attachment; filename=\"")
                    .append(word(random))
                    .append(".bin\"\r\n\r\n");
            out.append(Base64.getMimeEncoder().encodeToString(octets)).append("\r\n");
        } else {
            out.append("\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n<html><body><p>");
            out.append(text.replace("\r\n", "</p>\r\n<p>")).append("</p></body></html>\r\n");
        }
        out.append("--b").append(number).append("--\r\n");
    }

    private static String text(Random random, int size) {
        StringBuilder text = new StringBuilder(size + 100);
        while (text.length() < size) {
            text.append(sentence(random, 8 + random.nextInt(5))).append(".\r\n");
        }
        return text.toString();
    }

    private static String sentence(Random random, int words) {
        StringBuilder sentence = new StringBuilder(word(random));
        for (int i = 1; i < words; i++) {
            sentence.append(' ').append(word(random));
        }
        return sentence.toString();
    }

    // By Zipf's law, nearly: the n-th word is as frequent as 1/n.
    private static String word(Random random) {
        int rank = (int) Math.pow(WORDS, random.nextDouble());
        StringBuilder word = new StringBuilder();
        for (int rest = rank + SYLLABLES.length; rest > 0; rest /= SYLLABLES.length) {
            word.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return word.toString();
    }
}
