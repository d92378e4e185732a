package org.postrider.kernel.report;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// RFC 3464 and RFC 6522, read again with Jakarta Mail.
class StatusReportsTest {
    private static final Reply REASON = Reply.of(550, "5.1.1", "no such user");

    private static final ServerInfo SERVER = new ServerInfo(
            Domain.parse("mx.example.test"),
            Domain.parse("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "1",
            Path.of("home"));

    private final MutableClock clock = MutableClock.at("2025-03-02T08:00:00Z");
    private final StatusReports reports = new StatusReports(ReportsConfig.STANDARD, SERVER, clock);

    @Test
    void tellsTheSenderForPeopleAndForMachinesAndGivesTheMessageBack() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test", "b@example.test")
                .text("Subject: hello\n\nHow are you?\n")
                .attribute(StatusReports.HOST_ATTRIBUTE, "mx.other.test")
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

    @Test
    void recipientsThatFailedForDifferentReasonsStandInOneReport() throws Exception {
        Mail first = TestMail.from("ann@example.org").to("a@example.test").build();
        Mail second = TestMail.from("ann@example.org")
                .to("b@example.test")
                .attribute(StatusReports.HOST_ATTRIBUTE, "mx.other.test")
                .build();

        Mail report = reports.report(
                        new MailId("report-1"),
                        List.of(Notice.failed(first, REASON), Notice.failed(second, Reply.of(552, "5.2.2", "full"))))
                .orElseThrow();

        assertThat(text(parts(report).getBodyPart(1)))
                .containsSubsequence(
                        "Final-Recipient: rfc822; a@example.test",
                        "Status: 5.1.1",
                        "Final-Recipient: rfc822; b@example.test",
                        "Status: 5.2.2",
                        "Remote-MTA: dns; mx.other.test");
    }

    @Test
    void whoWantsNoReportIsNotMentionedInTheOneForOthers() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test")
                .to(new Recipient(
                        MailAddress.parse("b@example.test"),
                        new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), Optional.empty())))
                .build();

        String text = MemorySpool.contentOf(report(failed, REASON).orElseThrow());

        assertThat(text).contains("a@example.test").doesNotContain("b@example.test");
    }

    @Test
    void whatTheSenderAskedForComesBackDecodedAndInjectsNothing() throws Exception {
        MailParameters parameters = MailParameters.DEFAULT.withEnvelopeId("QQ+2B314+0D+0AX-Evil:+20yes");
        Recipient recipient = new Recipient(
                MailAddress.parse("a@example.test"),
                new DsnRequest(Set.of(), Optional.of("rfc822;Bob+3Dx@example.org")));

        Mail report = report(
                        TestMail.from("ann@example.org")
                                .to(recipient)
                                .parameters(parameters)
                                .build(),
                        REASON)
                .orElseThrow();

        assertThat(text(parts(report).getBodyPart(1)))
                .contains("Original-Envelope-Id: QQ+314??X-Evil: yes\r\n")
                .contains("Original-Recipient: rfc822;Bob=x@example.org\r\n");
    }

    @Test
    void aReplyFromElsewhereBreaksNeitherLinesNorCharset() throws Exception {
        Reply endless = Reply.of(550, "5.7.1", "caf\u00e9 \u001b[31m " + "word ".repeat(500) + "x".repeat(3000));

        Mail report = report(
                        TestMail.from("ann@example.org").to("a@example.test").build(), endless)
                .orElseThrow();

        String text = MemorySpool.contentOf(report);
        assertThat(text.chars()).allMatch(c -> c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7f));
        assertThat(text.split("\r\n")).allMatch(line -> line.length() < 999);
        assertThat(text).contains("550 5.7.1 caf? ?[31m word").hasSizeLessThan(15_000);
        assertThat(parts(report).getCount()).isEqualTo(3);
    }

    @Test
    void anEightBitMessageComesBackInAnEightBitReport() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test")
                .text("Subject: hello\n\nGr\u00fc\u00dfe\n")
                .parameters(MailParameters.DEFAULT.withBody(BodyType.EIGHT_BIT_MIME))
                .build();

        Mail report = report(failed, REASON).orElseThrow();

        assertThat(report.envelope().parameters().body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(report.envelope().parameters().smtpUtf8()).isFalse();
        assertThat(report.message().headers().first("Content-Transfer-Encoding"))
                .contains("8bit");
        assertThat(parts(report).getBodyPart(2).getHeader("Content-Transfer-Encoding"))
                .containsExactly("8bit");
        assertThat(text(parts(report).getBodyPart(2))).contains("Gr\u00fc\u00dfe");
    }

    @Test
    void aSevenBitMessageComesBackInASevenBitReport() {
        Mail report = report(
                        TestMail.from("ann@example.org").to("a@example.test").build(), REASON)
                .orElseThrow();

        assertThat(report.envelope().parameters()).isEqualTo(MailParameters.DEFAULT);
        assertThat(MemorySpool.contentOf(report)).doesNotContain("Content-Transfer-Encoding");
    }

    @Test
    void ofABinaryMessageOnlyTheHeaderComesBack() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test")
                .parameters(
                        MailParameters.DEFAULT.withBody(BodyType.BINARY_MIME).withRet(MailParameters.Ret.FULL))
                .build();

        assertThat(parts(report(failed, REASON).orElseThrow()).getBodyPart(2).getContentType())
                .isEqualTo("text/rfc822-headers");
    }

    @Test
    void whoAsksForItGetsALargeMessageBackAndWhoAsksForTheHeaderTheHeader() throws Exception {
        assertThat(returnedType(MailParameters.Ret.FULL, 100_000)).isEqualTo("message/rfc822");
        assertThat(returnedType(MailParameters.Ret.HDRS, 10)).isEqualTo("text/rfc822-headers");
    }

    @Test
    void aHugeHeaderIsCutBetweenFields() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test")
                .text("Subject: first\n" + ("X-Long: " + "y".repeat(900) + "\n").repeat(500) + "\nbody\n")
                .build();

        Mail report = report(failed, REASON).orElseThrow();

        assertThat(report.message().size()).isBetween(60_000L, 70_000L);
        assertThat(text(parts(report).getBodyPart(2)))
                .startsWith("Subject: first\r\n")
                .endsWith("y\r\n");
    }

    // RFC 6533
    @Test
    void internationalisedAddressesMakeAnInternationalisedReport() throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("j\u00fcrgen@example.test")
                .parameters(MailParameters.DEFAULT.withSmtpUtf8(true))
                .build();

        Mail report = report(failed, REASON).orElseThrow();

        assertThat(report.envelope().parameters().smtpUtf8()).isTrue();
        assertThat(parts(report).getBodyPart(1).getContentType()).isEqualTo("message/global-delivery-status");
        assertThat(text(parts(report).getBodyPart(1))).contains("Final-Recipient: utf-8; j\u00fcrgen@example.test");
        assertThat(parts(report).getBodyPart(2).getContentType()).isEqualTo("message/global");
    }

    @Test
    void theLongestIdStillMakesABoundary() throws Exception {
        Mail failed = TestMail.from("ann@example.org").to("a@example.test").build();

        Mail report = reports.report(new MailId("M".repeat(100)), List.of(Notice.failed(failed, REASON)))
                .orElseThrow();

        assertThat(parts(report).getCount()).isEqualTo(3);
        assertThat(report.message().headers().first("Content-Type").orElseThrow())
                .matches(".*boundary=\"[^\"]{1,70}\"");
    }

    @Test
    void aReasonThatIsNoFailureIsStillReportedAsOne() throws Exception {
        Mail failed = TestMail.from("ann@example.org").to("a@example.test").build();

        assertThat(text(parts(report(failed, Reply.of(250, "2.0.0", "fine")).orElseThrow())
                        .getBodyPart(1)))
                .contains("Status: 5.0.0");
        assertThat(text(parts(report(failed, Reply.of(550, "", "no")).orElseThrow())
                        .getBodyPart(1)))
                .contains("Status: 5.0.0");
    }

    @Test
    void aDelayIsToldWithTheTimeUntilWhichItIsTriedAndTheHeaderAlone() throws Exception {
        Mail waiting = TestMail.from("ann@example.org")
                .to("a@example.test")
                .to(notifying("b@example.test", DsnRequest.Notify.FAILURE))
                .text("Subject: hello\nMessage-ID: <m1@example.org>\n\nHow are you?\n")
                .build();

        Mail report = reports.delay(
                        new MailId("report-1"),
                        waiting,
                        Reply.of(451, "4.4.1", "no answer"),
                        Instant.parse("2025-03-06T12:00:00Z"))
                .orElseThrow();

        assertThat(text(parts(report).getBodyPart(1)))
                .contains("Action: delayed\r\n")
                .contains("Status: 4.4.1\r\n")
                .contains("Will-Retry-Until: Thu, 6 Mar 2025 12:00:00 +0000\r\n")
                .doesNotContain("b@example.test");
        assertThat(parts(report).getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(report.message().headers().first("In-Reply-To")).contains("<m1@example.org>");
    }

    @Test
    void aDelayIsDueOnceAfterItsTime() {
        Mail waiting = TestMail.from("ann@example.org").to("a@example.test").build();

        assertThat(reports.delayIsDue(waiting)).isTrue();
        assertThat(reports.delayIsDue(StatusReports.withDelayTold(waiting))).isFalse();
        clock.set(waiting.origin().receivedAt().plus(Duration.ofHours(4)).minusMillis(1));
        assertThat(reports.delayIsDue(waiting)).isFalse();
    }

    // RFC 3461 §4.1: only who asks for it hears of success; §4.3: without the message.
    @Test
    void successIsToldToWhomAskedForIt() throws Exception {
        Recipient asked = notifying("a@example.test", DsnRequest.Notify.SUCCESS);
        Mail mail = TestMail.from("ann@example.org")
                .to(asked)
                .to("b@example.test")
                .parameters(MailParameters.DEFAULT.withRet(MailParameters.Ret.FULL))
                .build();

        Mail report = reports.report(
                        new MailId("report-1"),
                        List.of(Notice.delivered(mail), Notice.expanded(mail.withRecipients(List.of(asked)))))
                .orElseThrow();

        assertThat(text(parts(report).getBodyPart(1)))
                .contains("Action: delivered\r\nStatus: 2.0.0\r\n")
                .doesNotContain("Diagnostic-Code")
                .doesNotContain("b@example.test");
        assertThat(text(parts(report).getBodyPart(0))).contains("has been delivered to:");
        assertThat(parts(report).getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(reports.report(new MailId("r2"), List.of(Notice.delivered(mail.withReversePath(ReversePath.NULL)))))
                .isEmpty();
    }

    @Test
    void aReportIsNeverAnsweredWhoeverSentIt() {
        Mail report = TestMail.from("ann@example.org")
                .to("a@example.test")
                .text("Content-Type: Multipart/Report; report-type=delivery-status; boundary=x\n\n--x--\n")
                .build();

        assertThat(report(report, REASON)).isEmpty();
    }

    @Test
    void thePostmasterHearsOfDoubleBouncesWhereHeWantsToAndOnlyOnce() {
        StatusReports telling = new StatusReports(
                new ReportsConfig(Duration.ofHours(4), new ByteSize(1000), new ByteSize(1000), true), SERVER, clock);
        Mail bounce = TestMail.fromNobody().to("a@example.test").build();
        List<Notice> failed = List.of(Notice.failed(bounce, REASON));

        Mail report = telling.report(new MailId("report-1"), failed).orElseThrow();

        assertThat(report.recipients()).extracting(Recipient::address).containsExactly(SERVER.postmaster());
        assertThat(report.reversePath().isNull()).isTrue();
        assertThat(telling.report(new MailId("report-2"), List.of(Notice.failed(report, REASON))))
                .isEmpty();
        assertThat(reports.report(new MailId("report-1"), failed)).isEmpty();
    }

    @Test
    void aMessageThatIsTooLargeDoesNotComeBackEvenWhereItIsAskedFor() throws Exception {
        assertThat(returnedType(MailParameters.Ret.FULL, 11 << 20)).isEqualTo("text/rfc822-headers");
    }

    private static Recipient notifying(String address, DsnRequest.Notify... on) {
        return new Recipient(MailAddress.parse(address), new DsnRequest(Set.of(on), Optional.empty()));
    }

    private String returnedType(MailParameters.Ret ret, int octets) throws Exception {
        Mail failed = TestMail.from("ann@example.org")
                .to("a@example.test")
                .text("Subject: x\n\n" + "x".repeat(octets) + "\n")
                .parameters(MailParameters.DEFAULT.withRet(ret))
                .build();
        return parts(report(failed, REASON).orElseThrow()).getBodyPart(2).getContentType();
    }

    private static MimeMultipart parts(Mail report) throws Exception {
        return new MimeMultipart(report.message().mime().getDataHandler().getDataSource());
    }

    private Optional<Mail> report(Mail failed, Reply reason) {
        return reports.report(new MailId("report-1"), List.of(Notice.failed(failed, reason)));
    }

    private static String text(BodyPart part) throws Exception {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
