package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.mail.Content;

class DecodingTest {
    @Test
    void base64OfAnySizeIsDecodedFromPiecesOfAnySize() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] octets = new byte[random.nextInt(30_000)];
            random.nextBytes(octets);
            byte[] encoded = Base64.getMimeEncoder().encode(octets);
            try (InputStream in = new Base64Stream(dripping(encoded, random))) {
                assertThat(in.readAllBytes()).as("seed " + seed).isEqualTo(octets);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Zm9v, foo", "Zm9vYg, foob", "Zm9vYg==Zm9v, foobfoo", "Z!m 9\tv, foo", "Zm9vY, foo", "===, ''", "'', ''"
    })
    void brokenBase64GivesWhatIsThere(String encoded, String decoded) {
        assertThat(new String(Base64Stream.decode(ascii(encoded)), StandardCharsets.US_ASCII))
                .isEqualTo(decoded);
    }

    @Test
    void quotedPrintableIsDecodedFromPiecesOfAnySize() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder encoded = new StringBuilder();
            StringBuilder decoded = new StringBuilder();
            for (int j = random.nextInt(5000); j > 0; j--) {
                switch (random.nextInt(6)) {
                    case 0 -> add("= \t\r\n", "", encoded, decoded);
                    case 1 -> add("=e9", "é", encoded, decoded);
                    case 2 -> add("=3D", "=", encoded, decoded);
                    case 3 -> add("x \t \r\n", "x\r\n", encoded, decoded);
                    case 4 -> add("=20\r\n", " \r\n", encoded, decoded);
                    default -> add(" word", " word", encoded, decoded);
                }
            }
            try (InputStream in = new QuotedPrintableStream(dripping(ascii(encoded.toString()), random))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                        .as("seed " + seed)
                        .isEqualTo(decoded.toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a=, a",
        "a=CRLFb, ab",
        "a=LFb, ab",
        "=zz, =zz",
        "=4, =4",
        "=4z, =4z",
        "==41, =A",
        "= x, = x",
        "a_b, a_b"
    })
    void brokenQuotedPrintableStandsForItself(String encoded, String decoded) {
        String text = encoded.replace("CRLF", "\r\n").replace("LF", "\n");
        assertThat(new String(QuotedPrintableStream.decode(ascii(text)), StandardCharsets.US_ASCII))
                .isEqualTo(decoded);
    }

    @Test
    void spaceWithoutEndNeedsNoMemory() {
        assertThat(QuotedPrintableStream.decode(ascii("a" + " ".repeat(100_000) + "b")))
                .hasSize(100_002);
        assertThat(QuotedPrintableStream.decode(ascii("=" + " ".repeat(100_000) + "b")))
                .hasSize(100_002);
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, Grüße",
        "iso-8859-1, Grüße",
        "us-ascii, plain",
        "iso-2022-jp, 日本語テキスト",
        "iso-2022-kr, 한국어",
        "koi8-r, Привет",
        "windows-1251, Привет",
        "windows-1252, “Grüße” €",
        "gb2312, 简体中文",
        "gb18030, 简体中文",
        "big5, 繁體中文",
        "euc-kr, 한국어",
        "shift_jis, 日本語",
        "tis-620, ภาษาไทย",
        "utf-16, Grüße"
    })
    void textOfManyCharsetsIsRead(String charset, String text) throws IOException {
        Content message = Content.concat(java.util.List.of(
                Content.of(ascii("Content-Type: text/plain; charset=\"" + charset + "\"\r\n\r\n")),
                Content.of(text.getBytes(Charset.forName(charset.equals("us-ascii") ? "utf-8" : charset)))));

        assertThat(MimeEntity.parse(message).text(message, 1000)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-8", "us-ascii", "x-unknown", "\"\"", "no charset;", "utf-8 "})
    void octetsThatAreNoUtf8AreReadAsWindows1252(String charset) throws IOException {
        byte[] text = "Gr\u00fc\u00dfe \u00e2".getBytes(StandardCharsets.ISO_8859_1);
        Content message = Content.concat(java.util.List.of(
                Content.of(ascii("Content-Type: text/plain; charset=" + charset + "\r\n\r\n")), Content.of(text)));

        assertThat(MimeEntity.parse(message).text(message, 1000)).isEqualTo("Grüße â");
    }

    @Test
    void aCharacterBetweenTwoBuffersIsWhole() throws IOException {
        String text = "日本語😀é".repeat(5000);
        Random random = new Random(1);
        for (String charset : new String[] {"UTF-8", "ISO-2022-JP-2", "GB18030", "UTF-16LE"}) {
            Charset set = Charset.forName(charset);
            String known = set.newEncoder().canEncode(text) ? text : "日本語".repeat(5000);
            StringWriter read = new StringWriter();
            try (Reader reader = new TextReader(dripping(known.getBytes(set), random), set)) {
                reader.transferTo(read);
            }
            assertThat(read.toString()).isEqualTo(known);
        }
    }

    @Test
    void noOctetsMakeAnyCharsetFail() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (String charset : Charset.availableCharsets().keySet()) {
            for (int i = 0; i < 20; i++) {
                byte[] octets = new byte[random.nextInt(200)];
                random.nextBytes(octets);
                assertThat(Charsets.decode(octets, charset))
                        .as(charset + " seed " + seed)
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "=?utf-8?q?a_b?=, a b",
        "=?utf-8?Q?Hello_?= =?utf-8?Q?World?=, Hello World",
        "=?utf-8?Q?with space?=, with space",
        "=?UTF-8*de?B?R3LDvMOfZQ?=, Grüße",
        "=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?= x, Grüße x",
        "=?utf-8?q?Gr=FC=DFe?=, Grüße",
        "=?nonsense?q?Gr=C3=BC?=, Grü",
        "=?koi8-r?B?8NLJ18XU?= =?utf-8?q?=21?=, Привет!",
        "=?utf-8?x?abc?=, =?utf-8?x?abc?=",
        "=?utf-8?q??=, ''",
        "=?=?=?, =?=?=?"
    })
    void encodedWordsAreReadWhateverIsWrongWithThem(String value, String decoded) {
        assertThat(HeaderText.decode(value)).isEqualTo(decoded);
    }

    @Test
    void whatStandsBehindTenThousandEncodedWordsStaysAsItIs() {
        assertThat(HeaderText.decode("=?utf-8?q?a?= ".repeat(10_001)))
                .isEqualTo("a".repeat(10_000) + " =?utf-8?q?a?= ");
    }

    @Test
    void behindAHundredCharsetsNoOtherIsLookedFor() {
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < 99; i++) {
            field.append("=?x-nobody-").append(i).append("?q?a?= ");
        }
        field.append("=?koi8-r?b?8NLJ18XU?= ");
        field.append("=?x-nobody-99?q?a?= =?KOI8-R?b?8NLJ18XU?= =?iso-8859-2?q?=C3=BC?=");
        assertThat(HeaderText.decode(field.toString())).isEqualTo("a".repeat(99) + "ПриветaПривет\u00fc");
    }

    @Test
    void headerTextWithoutEndIsReadInLinearTime() {
        String value = "=?a?q?".repeat(200_000);
        long start = System.nanoTime();
        assertThat(HeaderText.decode(value)).isEqualTo(value);
        assertThat(HeaderText.decode("=?".repeat(500_000))).hasSize(1_000_000);
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a; filename=b.txt|b.txt",
                "a; filename=\"b \\\"c\\\".txt\"|b \"c\".txt",
                "a; filename*=iso-8859-1'de'%FCber|über",
                "a; filename=fallback; filename*=utf-8''%C3%BCber|über",
                "a; filename*0*=utf-8''%C3; filename*1*=%BC; filename*2=%41|ü%41",
                "a; filename*0=lo; filename*1=ng|long",
                "a; filename=\"=?utf-8?q?=C3=BC?=\"|ü",
                "a; filename*=%zz'|%zz'",
                "a (x;y=z); filename (c) = (d) b|b"
            })
    void parametersAreDecoded(String value, String name) {
        assertThat(ContentType.parse(value).decodedParameter("filename")).contains(name);
    }

    private static void add(String encodedPiece, String decodedPiece, StringBuilder encoded, StringBuilder decoded) {
        encoded.append(encodedPiece);
        decoded.append(decodedPiece);
    }

    // Gives as many octets at a time as chance wants.
    private static InputStream dripping(byte[] octets, Random random) {
        return new ByteArrayInputStream(Arrays.copyOf(octets, octets.length)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(20)));
            }
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
