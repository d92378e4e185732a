package org.postrider.mailets.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.testkit.TestMail;

/// The structure of a message.
class BodyTest {
    @Test
    void anAttachmentIsSaidToBeOneOrNamedLikeAFile() throws Exception {
        assertThat(new HasAttachment().matches(plain())).isFalse();
        assertThat(new HasAttachment().matches(mixed("Content-Disposition: attachment", "x")))
                .isTrue();
        assertThat(new HasAttachment().matches(mixed("Content-Type: text/plain; name=a.txt", "x")))
                .isTrue();
        assertThat(new HasAttachment().matches(mixed("Content-Disposition: inline; filename=logo.png", "x")))
                .isFalse();
    }

    @Test
    void filesAreFoundByMaskAlsoInsideZip() throws Exception {
        assertThat(names("*.EXE,*.scr").matches(mixed("Content-Disposition: attachment; filename=\"a.exe\"", "x")))
                .isTrue();
        assertThat(names("*.exe").matches(mixed("Content-Disposition: attachment; filename*=utf-8''b%2Eexe", "x")))
                .isTrue();
        assertThat(names("*.exe").matches(mixed("Content-Disposition: attachment; filename=a.exe.txt", "x")))
                .isFalse();
        assertThat(names("in?oice.*").matches(mixed("Content-Disposition: attachment; filename=Invoice.pdf", "x")))
                .isTrue();
        Mail zip = mixed(
                "Content-Disposition: attachment; filename=a.zip\nContent-Transfer-Encoding: base64",
                zip("dir/virus.js"));
        assertThat(names("-z *.js").matches(zip)).isTrue();
        assertThat(names("*.js").matches(zip)).isFalse();
        assertThat(names("-z *.exe").matches(zip)).isFalse();
        assertThat(names("-z *.js").matches(mixed("Content-Disposition: attachment; filename=a.zip", "no zip")))
                .isFalse();
        assertThatThrownBy(() -> names("-z ")).hasMessageContaining("say which");
    }

    @Test
    void aZipThatUnpacksWithoutEndIsLeft() throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            zip.putNextEntry(new ZipEntry("bomb"));
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 60; i++) {
                zip.write(zeros);
            }
            zip.putNextEntry(new ZipEntry("behind.js"));
        }
        Mail mail = mixed(
                "Content-Disposition: attachment; filename=a.zip\nContent-Transfer-Encoding: base64",
                Base64.getMimeEncoder().encodeToString(octets.toByteArray()));

        assertThat(names("-z *.js").matches(mail)).isFalse();
    }

    @Test
    void typesAreFoundAtAnyDepth() throws Exception {
        Mail mail = mixed("Content-Type: image/png\nContent-ID: <1@x>", "x");

        assertThat(types("image/*").matches(mail)).isTrue();
        assertThat(types("multipart/mixed").matches(mail)).isTrue();
        assertThat(types("IMAGE/PNG").matches(mail)).isTrue();
        assertThat(types("application/pdf").matches(mail)).isFalse();
        assertThat(new ContainsInlineImage().matches(mail)).isTrue();
        assertThat(new ContainsInlineImage().matches(plain())).isFalse();
    }

    @Test
    void theLinesOfTheBodyCountNotThoseOfTheHeader() throws Exception {
        assertThat(new TooManyLines(new TooManyLines.Config(2)).matches(plain()))
                .isFalse();
        assertThat(new TooManyLines(new TooManyLines.Config(1)).matches(plain()))
                .isTrue();
    }

    private static AttachmentFileNameIs names(String condition) {
        return new AttachmentFileNameIs(new AttachmentFileNameIs.Config(condition));
    }

    private static HasMimeTypeAnySubPart types(String type) {
        return new HasMimeTypeAnySubPart(new HasMimeTypeAnySubPart.Config(List.of(type)));
    }

    private static Mail plain() {
        return TestMail.from("a@example.net")
                .to("b@example.test")
                .text("Subject: x\nX: y\nZ: z\n\none\ntwo\n")
                .build();
    }

    private static Mail mixed(String header, String body) {
        return TestMail.from("a@example.net")
                .to("b@example.test")
                .text("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n" + header + "\n\n" + body
                        + "\n--b--\n")
                .build();
    }

    private static String zip(String name) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
            zip.write("hello".getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry(name));
            zip.write("alert()".getBytes(StandardCharsets.US_ASCII));
        }
        return Base64.getMimeEncoder().encodeToString(octets.toByteArray());
    }
}
