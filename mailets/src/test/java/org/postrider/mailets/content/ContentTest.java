package org.postrider.mailets.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.mailets.Outcomes;
import org.postrider.mime.MimeEntity;
import org.postrider.testkit.TestMail;

/// Changes of the body: of the parts that they are about, and of nothing else.
class ContentTest {
    private static final String ALTERNATIVE = """
            Subject: x
            Content-Type: multipart/mixed; boundary=m

            preamble
            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Gr=FC=DFe
            --a
            Content-Type: text/html

            <html><body><p>Gr&uuml;&szlig;e</p></body></html>
            --a--
            --m
            Content-Type: application/pdf; name="Menu 1.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0=
            --m--
            epilogue
            """;

    @TempDir
    private Path folder;

    @Test
    void aFooterStandsBelowTheFirstPlainTextAndTheFirstHtml() throws Exception {
        Mail changed = apply(new AddFooter(new AddFooter.Config("A & B Ltd.\n")), ALTERNATIVE);

        assertThat(texts(changed))
                .containsExactly(
                        "Grüße\nA & B Ltd.\n",
                        "<html><body><p>Gr&uuml;&szlig;e</p><br><div>A &amp; B Ltd.</div>\n</body></html>");
        assertThat(Outcomes.text(changed)).contains("preamble\n--m").endsWith("JVBERi0=\n--m--\nepilogue\n");
        assertThat(Outcomes.text(apply(new AddFooter(new AddFooter.Config("end")), "Subject: x\n\nbody")))
                .isEqualTo("Subject: x\nContent-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n"
                        + "MIME-Version: 1.0\n\nbody\nend\n");
    }

    @Test
    void whatIsSignedOrEncryptedStaysOctetForOctet() throws Exception {
        String signed =
                "Content-Type: multipart/signed; boundary=s\n\n--s\n\nbody\n--s\nContent-Type: application/pgp-signature\n\nx\n--s--\n";

        for (Mailet mailet : List.of(
                new AddFooter(new AddFooter.Config("end")),
                new ToPlainText(),
                new WrapText(new WrapText.Config(20)),
                new ReplaceContent(new ReplaceContent.Config(
                        List.of(), List.of(new ReplaceContent.Replacement(Pattern.compile("body"), "x")))))) {
            assertThat(Outcomes.text(apply(mailet, signed))).isEqualTo(signed);
        }
    }

    @Test
    void htmlBesidePlainTextIsDroppedAndOtherHtmlBecomesText() throws Exception {
        Mail changed = apply(new ToPlainText(), ALTERNATIVE);

        assertThat(texts(changed)).containsExactly("Grüße");
        assertThat(Outcomes.text(changed)).contains("Menu 1.pdf").doesNotContain("<p>");
        Mail html = apply(
                new ToPlainText(),
                "Content-Type: text/html; charset=utf-8\n\n<style>p{}</style><h1>Hi</h1><p>one&nbsp;<b>two</b></p><ul><li>a<li>b</ul>"
                        + "<a href=\"https://example.org/\">here</a><br>end\n");
        assertThat(texts(html).getFirst()).isEqualTo("Hi\n\none two\n\n* a\n* b\nhere <https://example.org/>\nend\n");
    }

    @Test
    void onlyTextIsLeft() throws Exception {
        OnlyText mailet = new OnlyText(new OnlyText.Config(Optional.of(new ProcessorName("no-text"))));

        Mail changed = apply(mailet, ALTERNATIVE);
        assertThat(texts(changed)).containsExactly("Grüße");
        assertThat(MimeEntity.parse(changed.message().content()).children()).isEmpty();
        assertThat(changed.message().headers().first("Subject")).contains("x");
        assertThat(Outcomes.text(apply(mailet, "Subject: x\n\nbody\n"))).isEqualTo("Subject: x\n\nbody\n");
        assertThat(mailet.service(mail("Content-Type: image/png\n\nx"))).isInstanceOf(Outcome.ToProcessor.class);
    }

    @Test
    void whatIsFoundIsReplacedInSubjectAndTexts() throws Exception {
        ReplaceContent mailet = new ReplaceContent(new ReplaceContent.Config(
                List.of(new ReplaceContent.Replacement(Pattern.compile("(?i)draft: *"), "")),
                List.of(new ReplaceContent.Replacement(Pattern.compile("(\\d)(\\d)"), "$2$1"))));

        assertThat(Outcomes.text(apply(mailet, "Subject: Draft: plan\nX: 12\n\n12 34\n")))
                .isEqualTo("Subject: plan\nX: 12\nContent-Type: text/plain; charset=us-ascii\n"
                        + "Content-Transfer-Encoding: 7bit\nMIME-Version: 1.0\n\n21 43\n");
        assertThat(Outcomes.text(apply(mailet, "Subject: plan\n\nnone\n"))).isEqualTo("Subject: plan\n\nnone\n");
        assertThatThrownBy(() -> new ReplaceContent.Replacement(Pattern.compile("a"), "$2"))
                .hasMessageContaining("put:");
    }

    @Test
    void longLinesAreWrappedSoThatTheyCanBePutTogetherAgain() throws Exception {
        String text =
                "one two three four five six seven\n>quoted as it is, however long it may be\n from\nFrom here\n-- \nme\n";

        Mail wrapped = apply(new WrapText(new WrapText.Config(20)), "Subject: x\n\n" + text);
        assertThat(wrapped.message().headers().first("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).contains("format=flowed"));
        assertThat(texts(wrapped).getFirst())
                .startsWith("one two three four \nfive six seven\n>quoted")
                .contains("\n  from\n From here\n-- \n");
        Mail back = apply(new UnwrapText(new UnwrapText.Config(60)), Outcomes.text(wrapped));
        assertThat(texts(back).getFirst()).isEqualTo(text.replace(">quoted", "> quoted"));
    }

    @Test
    void fullLinesOfOtherTextArePutTogether() {
        assertThat(Flowed.unwrapFull("aaaa bbbb cccc\ndddd\n\nshort\n- item\n", 10))
                .isEqualTo("aaaa bbbb cccc dddd\n\nshort\n- item\n");
    }

    @Test
    void attachmentsAreRemovedKeptAndNamed() throws Exception {
        StripAttachment mailet = new StripAttachment(new StripAttachment.Config(
                Optional.of(Pattern.compile(".*\\.PDF")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(folder),
                StripAttachment.Remove.MATCHED,
                Optional.of("x.files")));

        Mail changed = apply(mailet, ALTERNATIVE);

        assertThat(changed.attribute("x.files")).contains("Menu 1.pdf");
        assertThat(folder.resolve("test-1-1-Menu_1.pdf")).hasContent("%PDF-");
        assertThat(Outcomes.text(changed))
                .contains("The attachment 'Menu 1.pdf' was removed.")
                .doesNotContain("JVBERi0")
                .contains("Gr=FC=DFe");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
        Mail other = apply(mailet, "Content-Disposition: attachment; filename=a.txt\n\nx\n");
        assertThat(Outcomes.text(other)).isEqualTo("Content-Disposition: attachment; filename=a.txt\n\nx\n");
        assertThatThrownBy(() -> new StripAttachment.Config(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        StripAttachment.Remove.ALL,
                        Optional.empty()))
                .hasMessageContaining("say which");
    }

    @Test
    void aReportIsHardOrSoft() throws Exception {
        ClassifyBounce mailet = new ClassifyBounce(new ClassifyBounce.Config("X-Bounce"));
        String report = "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nSorry\n--r\n"
                + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\nStatus: %s\n--r--\n";

        assertThat(apply(mailet, report.formatted("5.1.1")).message().headers().first("X-Bounce"))
                .contains("hard 5.1.1 no-such-user");
        assertThat(apply(mailet, report.formatted("4.2.2")).message().headers().first("X-Bounce"))
                .contains("soft 4.2.2 mailbox-full");
        assertThat(apply(mailet, "Subject: x\n\nStatus: 5.1.1\n")
                        .message()
                        .headers()
                        .has("X-Bounce"))
                .isFalse();
    }

    @Test
    void contactsAreThoseToWhomSomebodyWrites() throws Exception {
        ContactExtractor mailet = new ContactExtractor(new ContactExtractor.Config("contacts"));
        Mail mail = TestMail.from("x@example.test")
                .to("bob@example.net")
                .authenticatedAs("ann@example.test")
                .text("To: =?utf-8?q?B=C3=B6b?= <bob@example.net>, none:;\nCc: c@example.net\n\n")
                .build();

        assertThat(Outcomes.continued(mailet.service(mail)).attribute("contacts"))
                .contains(
                        "{\"userEmail\":\"ann@example.test\",\"emails\":[\"\\\"Böb\\\" <bob@example.net>\",\"c@example.net\"]}");
        assertThat(Outcomes.continued(mailet.service(mail("Auto-Submitted: auto-replied\nTo: a@b.c\n\n")))
                        .attribute("contacts"))
                .isEmpty();
    }

    private static Mail apply(Mailet mailet, String text) throws Exception {
        return Outcomes.continued(mailet.service(mail(text)));
    }

    private static Mail mail(String text) {
        return TestMail.from("ann@example.net")
                .to("bob@example.test")
                .text(text)
                .build();
    }

    private static List<String> texts(Mail mail) throws Exception {
        Content message = mail.message().content();
        List<String> texts = new java.util.ArrayList<>();
        for (MimeEntity part : TextParts.of(MimeEntity.parse(message))) {
            texts.add(TextParts.read(part, message));
        }
        return texts;
    }
}
