package org.postrider.kernel.report;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// RFC 3464 and RFC 6522, read again with Jakarta Mail.
class FailureReportsTest {
    private static final Reply REASON = Reply.of(550, "5.1.1", "no such user");

    private final FailureReports reports = new FailureReports(
            new ServerInfo(
                    Domain.parse("mx.example.test"),
                    Domain.parse("example.test"),
                    MailAddress.parse("postmaster@example.test"),
                    "1",
                    Path.of("home")),
            MutableClock.at("2025-03-02T08:00:00Z"));

    @Test
    void tellsTheSenderForPeopleAndForMachinesAndGivesTheMessageBack() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test", "b@example.test")
                .text("Subject: hello\n\nHow are you?\n")
                .attribute(FailureReports.HOST_ATTRIBUTE, "mx.other.test")
                .build();

        Mail report = report(failed, REASON).orElseThrow();

        assertThat(report.reversePath().address()).isEmpty();
        assertThat(report.recipients())
                .extracting(Recipient::address)
                .containsExactly(MailAddress.parse("ann@example.org"));
        MimeMessage mime = report.message().mime();
        assertThat(mime.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(mime.getContentType()).contains("multipart/report").contains("report-type=delivery-status");
        MimeMultipart parts = new MimeMultipart(mime.getDataHandler().getDataSource());
        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(text(parts.getBodyPart(0)))
                .contains("<a@example.test>: 550 5.1.1 no such user")
                .contains("<b@");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(text(parts.getBodyPart(1))).isEqualToNormalizingNewlines("""
                        Reporting-MTA: dns; mx.example.test
                        Arrival-Date: Sat, 1 Mar 2025 12:00:00 +0000

                        Final-Recipient: rfc822; a@example.test
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.other.test
                        Diagnostic-Code: smtp; 550 5.1.1 no such user
                        Last-Attempt-Date: Sun, 2 Mar 2025 08:00:00 +0000

                        Final-Recipient: rfc822; b@example.test
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.other.test
                        Diagnostic-Code: smtp; 550 5.1.1 no such user
                        Last-Attempt-Date: Sun, 2 Mar 2025 08:00:00 +0000
                        """);
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("message/rfc822");
        assertThat(text(parts.getBodyPart(2))).contains("Subject: hello").contains("How are you?");
    }

    @Test
    void ofALargeMessageOnlyTheHeaderComesBack() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test")
                .text("Subject: large\n\n" + "x".repeat(100_000) + "\n")
                .build();

        Mail report = report(failed, REASON).orElseThrow();

        assertThat(report.message().size()).isLessThan(3000);
        MimeMultipart parts =
                new MimeMultipart(report.message().mime().getDataHandler().getDataSource());
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(parts.getBodyPart(2))).contains("Subject: large");
    }

    @Test
    void nobodyIsToldOfAReportThatFails() {
        assertThat(report(TestMail.fromNobody().to("a@example.test").build(), REASON))
                .isEmpty();
    }

    @Test
    void whoWantsNoReportGetsNone() {
        Recipient silent = new Recipient(
                MailAddress.parse("a@example.test"), new DsnRequest(Set.of(DsnRequest.Notify.NEVER), Optional.empty()));

        assertThat(report(TestMail.from("ann@example.org").to(silent).build(), REASON))
                .isEmpty();
    }

    @Test
    void theLastTemporaryReplyIsAFailureForGood() throws Exception {
        Mail failed = TestMail.from("ann@example.org").to("a@example.test").build();

        Mail report = report(failed, Reply.of(451, "4.4.1", "no answer")).orElseThrow();

        MimeMultipart parts =
                new MimeMultipart(report.message().mime().getDataHandler().getDataSource());
        assertThat(text(parts.getBodyPart(1))).contains("Status: 5.4.1").contains("Diagnostic-Code: smtp; 451 4.4.1");
    }

    private Optional<Mail> report(Mail failed, Reply reason) {
        return reports.report(new MailId("report-1"), failed, reason);
    }

    private static String text(BodyPart part) throws Exception {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
