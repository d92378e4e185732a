package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;

class MimeStructureTest {
    @Test
    void everyOctetOfARandomTreeIsWhereItWasPut() throws IOException {
        for (int i = 0; i < 3000; i++) {
            long seed = System.nanoTime();
            MimeTree tree = new MimeTree(new Random(seed));
            MimeEntity parsed = MimeEntity.parse(Content.of(tree.octets()));
            tree.check(parsed, "seed " + seed + "\n" + new String(tree.octets(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void countsTheLinesOfABodyThatEndsWithAnEmptyOne() throws IOException {
        MimeEntity root = parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n\n--b\n\n\n--b--\n");

        assertThat(root.children().get(0).bodyLength()).isEqualTo(3);
        assertThat(root.children().get(0).bodyLines()).isEqualTo(1);
        assertThat(root.children().get(1).bodyLength()).isZero();
        assertThat(root.children().get(1).bodyLines()).isZero();
    }

    @Test
    void aDelimiterInAHeaderEndsThePart() throws IOException {
        MimeEntity root =
                parse("Content-Type: multipart/mixed; boundary=\"a:b\"\n\n--a:b\nSubject: x\n--a:b\n\nsecond\n--a:b--");

        assertThat(root.children()).hasSize(2);
        assertThat(root.children().get(0).headers().fields()).hasSize(1);
        assertThat(root.children().get(0).bodyLength()).isZero();
        assertThat(root.children().get(1).bodyLength()).isEqualTo(6);
    }

    @Test
    void nothingButSpaceMayFollowABoundary() throws IOException {
        MimeEntity root = parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\n--b-\n--bé\n--b x\n--b--");

        assertThat(root.children()).hasSize(1);
        assertThat(root.children().getFirst().bodyLines()).isEqualTo(4);
    }

    @Test
    void aMultipartWithoutAUsableBoundaryHasNoParts() throws IOException {
        assertThat(parse("Content-Type: multipart/mixed\n\n--\n\nx\n").children())
                .isEmpty();
        assertThat(parse("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n--\n")
                        .children())
                .isEmpty();
        assertThat(parse("Content-Type: multipart/mixed; boundary=b\n\nno delimiter\n")
                        .children())
                .isEmpty();
    }

    @Test
    void anInnerMultipartOfTheSameBoundaryTakesTheParts() throws IOException {
        MimeEntity root = parse("""
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: multipart/alternative; boundary=b

                --b

                one
                --b--

                --b
                """);

        assertThat(root.children().getFirst().children()).hasSize(1);
    }

    @Test
    void aHeaderEndsWithTheFirstLineThatIsNone() throws IOException {
        MimeEntity root = parse("Subject : old style\nnot a field\n\nbody\n");

        assertThat(root.headers().first("Subject")).contains("old style");
        assertThat(root.bodyOffset()).isEqualTo("Subject : old style\r\n".length());
    }

    @Test
    void nestingBeyondTheLimitIsLeftOpaque() throws IOException {
        MimeEntity entity = parse("Content-Type: message/rfc822\n\n".repeat(200));
        int depth = 0;
        while (!entity.children().isEmpty()) {
            entity = entity.children().getFirst();
            depth++;
        }

        assertThat(depth).isEqualTo(64);
        assertThat(entity.type().toString()).isEqualTo("message/rfc822");
        assertThat(entity.bodyLength()).isEqualTo((200 - 65) * 32L);
    }

    @Test
    void partsBeyondTheLimitAreLeftOut() throws IOException {
        MimeEntity root = parse("Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(20_000));

        assertThat(root.children()).hasSize(9_999);
    }

    @Test
    void aHeaderWithoutEndIsCutOff() throws IOException {
        byte[] line = ("X: " + "x".repeat(3 * 1024 * 1024)).getBytes(StandardCharsets.US_ASCII);
        MimeEntity root = MimeEntity.parse(Content.of(line));

        assertThat(root.headers().octets()).hasSize(1024 * 1024);
        assertThat(root.bodyLength()).isZero();
    }

    @Test
    void theHeadersOfAllPartsTogetherAreBounded() throws IOException {
        String part = "--b\nX: " + "x".repeat(900_000) + "\n\n";
        MimeEntity root = parse("Content-Type: multipart/mixed; boundary=b\n\n" + part.repeat(10));

        assertThat(root.children()).hasSize(3);
    }

    private static MimeEntity parse(String text) throws IOException {
        return MimeEntity.parse(Content.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    }
}
