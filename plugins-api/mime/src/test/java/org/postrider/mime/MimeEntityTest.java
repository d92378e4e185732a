package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Message;

class MimeEntityTest {
    @Test
    void theStructureOfAMessageIsReadOnceAndThatOfAChangedOneAnew() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        Content counted = new Content() {
            @Override
            public long size() {
                return 8;
            }

            @Override
            public InputStream open() {
                reads.incrementAndGet();
                return new ByteArrayInputStream("A: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        };
        Message message = Message.of(counted);

        MimeEntity first = MimeEntity.of(message);
        assertThat(MimeEntity.of(message)).isSameAs(first);
        assertThat(reads).hasValue(1);

        Message changed = message.withHeaders(message.headers().set(HeaderField.of("Content-Type", "text/html")));
        assertThat(MimeEntity.of(changed).type().toString()).startsWith("text/html");
    }

    @Test
    void findsThePartsOfAMultipartWithTheirExactOctets() throws IOException {
        String text = """
                Subject: x
                Content-Type: multipart/mixed; boundary="b 1"

                preamble
                --b 1

                first
                --b 1
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                gr=C3=BC=
                n

                --b 1--
                epilogue
                """;
        Content content = content(text);
        MimeEntity root = MimeEntity.parse(content);

        assertThat(root.isMultipart()).isTrue();
        assertThat(root.children()).hasSize(2);
        assertThat(body(root.children().get(0), content)).isEqualTo("first");
        assertThat(root.children().get(0).bodyLines()).isEqualTo(1);
        assertThat(root.children().get(1).text(content, 1000)).isEqualTo("grün\r\n");
        assertThat(body(root, content)).startsWith("preamble").endsWith("epilogue\r\n");
    }

    @Test
    void readsAMessageInsideAMessage() throws IOException {
        Content content = content("""
                Content-Type: multipart/digest; boundary=d

                --d

                Subject: inner

                hello
                --d--
                """);
        MimeEntity digest = MimeEntity.parse(content);
        MimeEntity part = digest.children().getFirst();

        assertThat(part.type().toString()).isEqualTo("message/rfc822");
        assertThat(part.isMessage()).isTrue();
        assertThat(part.bodyLines()).isEqualTo(3);
        assertThat(part.children().getFirst().headers().first("Subject")).contains("inner");
        assertThat(body(part.children().getFirst(), content)).isEqualTo("hello");
    }

    @Test
    void toleratesWhatIsBroken() throws IOException {
        assertThat(MimeEntity.parse(content("")).bodyLength()).isZero();
        assertThat(body(MimeEntity.parse(content("no header\nat all")), content("no header\nat all")))
                .isEqualTo("no header\r\nat all");
        MimeEntity open =
                MimeEntity.parse(content("Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnever closed\n"));
        assertThat(open.children()).hasSize(1);
        assertThat(MimeEntity.parse(content("Content-Type: multipart/mixed\n\ntext\n"))
                        .children())
                .isEmpty();
        assertThat(MimeEntity.parse(content("Subject: only a header")).headers().first("Subject"))
                .contains("only a header");
    }

    @Test
    void anInnerMultipartEndsWhereAnOuterBoundaryStands() throws IOException {
        Content content = content("""
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/mixed; boundary=outer-inner

                --outer-inner

                deep
                --outer

                second
                --outer--
                """);
        MimeEntity root = MimeEntity.parse(content);

        assertThat(root.children()).hasSize(2);
        assertThat(body(root.children().get(0).children().getFirst(), content)).isEqualTo("deep");
        assertThat(body(root.children().get(1), content)).isEqualTo("second");
    }

    @Test
    void nothingItReadsMakesItFail() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "--b", "--b--", "\r\n", "\n", "\r", ":", " ", "Content-Type: multipart/mixed; boundary=b", "x", "\0"
        };
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Content content = Content.of(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            check(MimeEntity.parse(content), content.size(), "seed " + seed);
        }
    }

    @Test
    void decodesHeaderTextAndParameters() {
        assertThat(HeaderText.decode("=?utf-8?q?Gr=C3=BC?= =?utf-8?b?w59l?= x")).isEqualTo("Grüße x");
        assertThat(HeaderText.decode("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=")).isEqualTo("日本");
        assertThat(HeaderText.decode("a =?nonsense")).isEqualTo("a =?nonsense");
        assertThat(ContentType.parse("attachment; filename*0*=utf-8''%C3%A4; filename*1=b.txt")
                        .decodedParameter("filename"))
                .contains("äb.txt");
        assertThat(ContentType.parse("text/plain (comment); charset=\"a;b\"; x=y")
                        .parameter("charset"))
                .contains("a;b");
    }

    private static void check(MimeEntity entity, long size, String seed) {
        assertThat(entity.bodyLength()).as(seed).isNotNegative();
        assertThat(entity.bodyOffset() + entity.bodyLength()).as(seed).isLessThanOrEqualTo(size);
        entity.children().forEach(child -> check(child, size, seed));
    }

    private static String body(MimeEntity entity, Content content) throws IOException {
        return new String(entity.body(content).readAll(100_000), StandardCharsets.UTF_8);
    }

    private static Content content(String text) {
        return Content.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
