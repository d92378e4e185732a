package org.postrider.kernel.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.ServerInfo;

/// The text of one report, part after part.
final class ReportParts {
    private static final DateTimeFormatter RFC_5322 = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    // RFC 2046 §5.1.1: a boundary has at most 70 characters.
    private static final int BOUNDARY_ID_LENGTH_MAX = 60;

    private final ServerInfo server;
    private final MailId id;
    private final boolean utf8;
    private final boolean eightBit;
    private final String now;
    private final String boundary;

    /// @param utf8 addresses may be beyond US-ASCII (RFC 6533)
    /// @param eightBit octets above 127 may stand in some part
    ReportParts(ServerInfo server, MailId id, boolean utf8, boolean eightBit, Instant now) {
        this.server = server;
        this.id = id;
        this.utf8 = utf8;
        this.eightBit = eightBit;
        this.now = RFC_5322.format(now);
        String name = id.value();
        // "=_" stands in no quoted-printable and no base64 text.
        this.boundary = "=_" + name.substring(Math.max(0, name.length() - BOUNDARY_ID_LENGTH_MAX));
    }

    String header(Mail failed) {
        return "From: Mail Delivery System <" + server.postmaster() + ">\r\n"
                + "To: " + failed.reversePath() + "\r\n"
                + "Subject: Undelivered mail returned to sender\r\n"
                + "Date: " + now + "\r\n"
                + "Message-ID: <" + id + "@" + server.hostname() + ">\r\n"
                // RFC 3834 §5: nobody is to answer by machine.
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                + " boundary=\"" + boundary + "\"\r\n"
                + encoding(eightBit)
                + "\r\nThis is a report in MIME format.\r\n";
    }

    String explanation(List<Failure> told) {
        StringBuilder text = new StringBuilder(part("text/plain; charset=utf-8", utf8));
        text.append("This is the mail system at ").append(server.hostname()).append(".\r\n\r\n");
        text.append("Your message could not be delivered to:\r\n\r\n");
        once(told).forEach((recipient, failure) -> {
            String reason = ReportText.printable(failure.reason().toString());
            text.append(ReportText.folded("  <" + recipient.address() + ">: " + reason, "    "));
        });
        return text.append("\r\nFor help, write to ")
                .append(server.postmaster())
                .append(".\r\n")
                .toString();
    }

    // RFC 3464 §2
    String status(List<Failure> told) {
        Mail failed = told.getFirst().mail();
        StringBuilder text =
                new StringBuilder(part(utf8 ? "message/global-delivery-status" : "message/delivery-status", utf8));
        text.append(field("Reporting-MTA: dns; " + server.hostname()));
        failed.envelope()
                .parameters()
                .envelopeId()
                .ifPresent(xtext -> text.append(field("Original-Envelope-Id: " + ReportText.decodedXtext(xtext))));
        text.append(field("Arrival-Date: " + RFC_5322.format(failed.origin().receivedAt())));
        once(told).forEach((recipient, failure) -> text.append("\r\n").append(status(recipient, failure)));
        return text.toString();
    }

    private String status(Recipient recipient, Failure failure) {
        List<String> fields = new ArrayList<>();
        recipient
                .dsn()
                .originalRecipient()
                .ifPresent(given -> fields.add("Original-Recipient: " + ReportText.decodedXtext(given)));
        fields.add("Final-Recipient: " + type(recipient.address()) + "; " + recipient.address());
        fields.add("Action: failed");
        fields.add("Status: " + statusOf(failure.reason()));
        failure.mail()
                .attribute(FailureReports.HOST_ATTRIBUTE)
                .ifPresent(host -> fields.add("Remote-MTA: dns; " + ReportText.printable(host)));
        fields.add("Diagnostic-Code: smtp; "
                + ReportText.printable(failure.reason().toString()));
        fields.add("Last-Attempt-Date: " + now);
        return String.join("", fields.stream().map(ReportParts::field).toList());
    }

    /// The header of the last part.
    String returnedHeader(String type) {
        return part(type, eightBit);
    }

    String end() {
        return "\r\n--" + boundary + "--\r\n";
    }

    // A mailet may have made several mails for one recipient.
    private static Map<Recipient, Failure> once(List<Failure> told) {
        Map<Recipient, Failure> once = new LinkedHashMap<>();
        told.forEach(failure -> failure.mail().recipients().forEach(recipient -> once.putIfAbsent(recipient, failure)));
        return once;
    }

    private static String field(String line) {
        return ReportText.folded(line, " ");
    }

    // RFC 6533 §3: addresses beyond US-ASCII have a type of their own.
    private static String type(MailAddress address) {
        return address.needsSmtpUtf8() ? "utf-8" : "rfc822";
    }

    // A recipient that was tried until it was too late failed for good, whatever the last reply was.
    private static String statusOf(Reply reason) {
        String status = reason.status();
        return status.startsWith("5.") ? status : "5" + (status.startsWith("4.") ? status.substring(1) : ".0.0");
    }

    private String part(String type, boolean partEightBit) {
        return "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n" + encoding(partEightBit) + "\r\n";
    }

    // RFC 2045 §6.4: a multipart says 8bit where one of its parts does.
    private static String encoding(boolean partEightBit) {
        return partEightBit ? "Content-Transfer-Encoding: 8bit\r\n" : "";
    }
}
