package org.postrider.mailets.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.Outcomes;
import org.postrider.testkit.TestMail;

/// What is read in the header and what is changed there; the body stays as it is.
class HeaderTest {
    @Test
    void subjectsAreReadAsPeopleSeeThem() throws Exception {
        Mail mail = mail("Subject: =?utf-8?q?Caf=C3=A9?= today\n");

        assertThat(new SubjectIs(new SubjectIs.Config("café TODAY")).matches(mail))
                .isTrue();
        assertThat(new SubjectIs(new SubjectIs.Config("café")).matches(mail)).isFalse();
        assertThat(new SubjectStartsWith(new SubjectStartsWith.Config("CAFÉ")).matches(mail))
                .isTrue();
        assertThat(new SubjectStartsWith(new SubjectStartsWith.Config("today")).matches(mail))
                .isFalse();
        assertThat(new HeaderRegex(new HeaderRegex.Config("Subject: caf. t|Café")).matches(mail))
                .isTrue();
        assertThat(new HeaderRegex(new HeaderRegex.Config("Subject: ^today")).matches(mail))
                .isFalse();
        assertThat(new SubjectIs(new SubjectIs.Config("")).matches(mail("To: x\n")))
                .isFalse();
        assertThatThrownBy(() -> new HeaderRegex.Config("Subject")).hasMessageContaining("Name: regular expression");
        assertThatThrownBy(() -> new HeaderRegex.Config("Subject: (")).hasMessageContaining("no regular expression");
    }

    @Test
    void numbersCompareAsNumbers() throws Exception {
        assertThat(compare("X-Score > 5.5", "X-Score: 10\n")).isTrue();
        assertThat(compare("X-Score > 5.5", "X-Score: 5.50\n")).isFalse();
        assertThat(compare("X-Score >= 5.5", "X-Score: 5.50\n")).isTrue();
        assertThat(compare("X-Score = 5.5", "X-Score: +5.50\n")).isTrue();
        assertThat(compare("X-Score < -1", "X-Score: -2\n")).isTrue();
        assertThat(compare("X-Score <= 3", "X-Score: many\n")).isFalse();
        assertThat(compare("X-Score <= 3", "To: x\n")).isFalse();
        assertThatThrownBy(() -> compare("X-Score", "")).hasMessageContaining("X-Score > 5.5");
    }

    @Test
    void automaticMailIsKnownByItsHeaderAndSender() throws Exception {
        MailMatcher list = new IsFromMailingList();

        assertThat(list.matches(mail("Subject: hello\n"))).isFalse();
        assertThat(list.matches(mail("Auto-Submitted: no\n"))).isFalse();
        for (String field : List.of("List-Id: <x.example>", "Precedence: Bulk", "Auto-Submitted: auto-replied")) {
            assertThat(list.matches(mail(field + "\n"))).as(field).isTrue();
        }
        assertThat(list.matches(TestMail.fromNobody().to("b@example.test").build()))
                .isTrue();
        assertThat(list.matches(TestMail.from("news-request@example.net")
                        .to("b@example.test")
                        .build()))
                .isTrue();
    }

    @Test
    void spamIsWhatAFilterHasMarked() throws Exception {
        IsMarkedAsSpam byHeader = new IsMarkedAsSpam(new IsMarkedAsSpam.Config(Optional.empty()));

        assertThat(byHeader.matches(mail("X-Spam-Flag: YES\n"))).isTrue();
        assertThat(byHeader.matches(mail("X-Spam-Flag: NO\n"))).isFalse();
        assertThat(new IsMarkedAsSpam(new IsMarkedAsSpam.Config(Optional.of("f.spam")))
                        .matches(TestMail.from("a@b.c")
                                .to("b@example.test")
                                .attribute("f.spam", "true")
                                .build()))
                .isTrue();
        assertThat(new FetchedFrom(new FetchedFrom.Config("old")).matches(mail("X-fetched-from: old\n")))
                .isTrue();
        assertThat(new HasHeaderWithPrefix(new HasHeaderWithPrefix.Config("x-SPAM-"))
                        .matches(mail("X-Spam-Level: *\n")))
                .isTrue();
    }

    @Test
    void theContentTypeIsReadFromTheHeaderAlone() throws Exception {
        Mail report = mail("Content-Type: multipart/report; report-type=Delivery-Status; boundary=x\n");

        assertThat(new HasMimeType(new HasMimeType.Config(List.of("Multipart/Report"))).matches(report))
                .isTrue();
        assertThat(new HasMimeType(new HasMimeType.Config(List.of("multipart/*"))).matches(report))
                .isTrue();
        assertThat(new HasMimeType(new HasMimeType.Config(List.of("text/plain"))).matches(mail("To: x\n")))
                .isTrue();
        assertThat(parameter("report-type=delivery-status").matches(report)).isTrue();
        assertThat(parameter("boundary=*").matches(report)).isTrue();
        assertThat(parameter("charset=*").matches(report)).isFalse();
    }

    @Test
    void aSubjectHasAPrefixOnce() throws Exception {
        AddSubjectPrefix mailet = new AddSubjectPrefix(new AddSubjectPrefix.Config("[x]"));

        assertThat(header(mailet, "Subject: =?utf-8?q?Caf=C3=A9=0A?=\n"))
                .isEqualTo("Subject: =?UTF-8?B?W3hdIENhZsOp?=\n");
        assertThat(header(mailet, "Subject: hello\nTo: x\n")).isEqualTo("Subject: [x] hello\nTo: x\n");
        assertThat(header(mailet, "Subject: [x] hello\n")).isEqualTo("Subject: [x] hello\n");
        assertThat(header(mailet, "To: x\n")).isEqualTo("To: x\nSubject: [x]\n");
    }

    @Test
    void fieldsAreAddedAndRemoved() throws Exception {
        assertThat(header(new AddHeader(new AddHeader.Config("X-A", "2")), "X-A: 1\n"))
                .isEqualTo("X-A: 1\nX-A: 2\n");
        assertThat(header(
                        new RemoveMimeHeader(new RemoveMimeHeader.Config(List.of("x-a", "X-B"))),
                        "X-A: 1\nX-AB: 1\n x\nX-B: 1\nX-A: 2\n"))
                .isEqualTo("X-AB: 1\n x\n");
        assertThat(header(
                        new RemoveMimeHeaderByPrefix(new RemoveMimeHeaderByPrefix.Config("x-a")),
                        "X-A: 1\nX-AB: 1\nX-B: 1\n"))
                .isEqualTo("X-B: 1\n");
        assertThatThrownBy(() -> new AddHeader.Config("X A", "1")).hasMessageContaining("no header field name");
    }

    @Test
    void everyRecipientHasItsOwnDeliveredTo() {
        Mail mail = TestMail.from("a@example.net")
                .to("b@example.test", "c@example.test")
                .text("To: x\n\nbody\n")
                .build();

        assertThat(Outcomes.parts(new AddDeliveredToHeader().service(mail)))
                .map(part -> Outcomes.text(Outcomes.continued(part)))
                .containsExactly(
                        "Delivered-To: b@example.test\nTo: x\n\nbody\n",
                        "Delivered-To: c@example.test\nTo: x\n\nbody\n");
    }

    @Test
    void attributesBecomeFieldsInOneLine() throws Exception {
        MailAttributesToMimeHeaders mailet = new MailAttributesToMimeHeaders(
                new MailAttributesToMimeHeaders.Config(List.of("a.score; X-Score", "a.none;X-None")));
        Mail mail = TestMail.from("a@example.net")
                .to("b@example.test")
                .attribute("a.score", "7\r\nX-Evil: yes")
                .text("X-Score: 1\n\n")
                .build();

        assertThat(Outcomes.text(Outcomes.continued(mailet.service(mail)))).isEqualTo("X-Score: 7 X-Evil: yes\n\n");
    }

    @Test
    void aMissingMessageIdIsMadeOfTheMailsOwn() throws Exception {
        ServerInfo server = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("p@example.test"),
                "1",
                Path.of("."));
        SanitizeMimeMessageId mailet = new SanitizeMimeMessageId(server);

        assertThat(header(mailet, "To: x\n")).isEqualTo("To: x\nMessage-ID: <test-1@mx.example.test>\n");
        assertThat(header(mailet, "Message-Id: <1@x>\n")).isEqualTo("Message-Id: <1@x>\n");
    }

    @Test
    void theDateUntilWhichAMessageIsOfUseIsKeptInBounds() throws Exception {
        Expires mailet = new Expires(new Expires.Config(
                Optional.of(Duration.ofDays(7)), Optional.of(Duration.ofDays(1)), Optional.of(Duration.ofDays(30))));

        // Received on 1 March 2025 at noon.
        assertThat(header(mailet, "To: x\n")).isEqualTo("To: x\nExpires: Sat, 8 Mar 2025 12:00:00 GMT\n");
        assertThat(header(mailet, "Expires: Sat, 1 Mar 2025 12:00:01 GMT\n"))
                .isEqualTo("Expires: Sun, 2 Mar 2025 12:00:00 GMT\n");
        assertThat(header(mailet, "Expires: Mon, 1 Jun 2026 00:00:00 +0200\n"))
                .isEqualTo("Expires: Mon, 31 Mar 2025 12:00:00 GMT\n");
        assertThat(header(mailet, "Expires: Mon, 3 Mar 2025 00:00:00 +0200\n"))
                .isEqualTo("Expires: Mon, 3 Mar 2025 00:00:00 +0200\n");
        assertThat(header(mailet, "Expires: never\n")).isEqualTo("Expires: never\n");
    }

    private static boolean compare(String condition, String header) throws Exception {
        return new CompareNumericHeaderValue(new CompareNumericHeaderValue.Config(condition)).matches(mail(header));
    }

    private static HasMimeTypeParameter parameter(String text) {
        return new HasMimeTypeParameter(new HasMimeTypeParameter.Config(List.of(text)));
    }

    private static Mail mail(String header) {
        return TestMail.from("a@example.net")
                .to("b@example.test")
                .text(header + "\nbody\n")
                .build();
    }

    private static String header(Mailet mailet, String header) throws Exception {
        String text = Outcomes.text(Outcomes.continued(mailet.service(mail(header))));
        assertThat(text).endsWith("\nbody\n");
        return text.substring(0, text.length() - "\nbody\n".length());
    }
}
