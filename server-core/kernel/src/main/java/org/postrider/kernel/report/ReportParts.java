package org.postrider.kernel.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.plugin.ServerInfo;

/// The text of one report, part after part.
final class ReportParts {
    private static final DateTimeFormatter RFC_5322 = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    // RFC 2046 §5.1.1: a boundary has at most 70 characters.
    private static final int BOUNDARY_ID_LENGTH_MAX = 60;
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-~&&[^<>]]{1,250}>");

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

    String header(Mail subject, MailAddress to, Notice.Action action) {
        return "From: Mail Delivery System <" + server.postmaster() + ">\r\n"
                + "To: <" + to + ">\r\n"
                + "Subject: " + title(action) + "\r\n"
                + "Date: " + now + "\r\n"
                + "Message-ID: <" + id + "@" + server.hostname() + ">\r\n"
                + inReplyTo(subject)
                // RFC 3834 §5: nobody is to answer by machine.
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                + " boundary=\"" + boundary + "\"\r\n"
                + encoding(eightBit)
                + "\r\nThis is a report in MIME format.\r\n";
    }

    private static String title(Notice.Action action) {
        return switch (action) {
            case FAILED -> "Undelivered mail returned to sender";
            case DELAYED -> "Mail delayed, still being tried";
            case DELIVERED, RELAYED, EXPANDED -> "Successful mail delivery";
        };
    }

    // RFC 3834 §3.1.5: so that a mail program shows the report beside the message.
    private static String inReplyTo(Mail subject) {
        return subject.message()
                .headers()
                .first("Message-ID")
                .map(String::strip)
                .filter(given -> MESSAGE_ID.matcher(given).matches())
                .map(given -> "In-Reply-To: " + given + "\r\nReferences: " + given + "\r\n")
                .orElse("");
    }

    String explanation(Map<Recipient, Notice> notices) {
        StringBuilder text = new StringBuilder(part("text/plain; charset=utf-8", utf8));
        text.append("This is the mail system at ").append(server.hostname()).append(".\r\n");
        for (Notice.Action action : Notice.Action.values()) {
            List<Map.Entry<Recipient, Notice>> these = notices.entrySet().stream()
                    .filter(each -> each.getValue().action() == action)
                    .toList();
            if (!these.isEmpty()) {
                text.append("\r\n")
                        .append(ReportText.folded(action.sentence(), ""))
                        .append("\r\n");
                these.forEach(each -> text.append(line(each.getKey(), each.getValue())));
            }
        }
        return text.append("\r\nFor help, write to ")
                .append(server.postmaster())
                .append(".\r\n")
                .toString();
    }

    private static String line(Recipient recipient, Notice notice) {
        String reason = switch (notice.action()) {
            case FAILED, DELAYED, RELAYED ->
                ": " + ReportText.printable(notice.reply().toString());
            case DELIVERED, EXPANDED -> "";
        };
        String until = notice.retriedUntil()
                .map(end -> ReportText.folded("    It is tried until " + RFC_5322.format(end) + ".", "    "))
                .orElse("");
        return ReportText.folded("  <" + recipient.address() + ">" + reason, "    ") + until;
    }

    // RFC 3464 §2
    String status(Mail subject, Map<Recipient, Notice> notices) {
        StringBuilder text =
                new StringBuilder(part(utf8 ? "message/global-delivery-status" : "message/delivery-status", utf8));
        text.append(field("Reporting-MTA: dns; " + server.hostname()));
        subject.envelope()
                .parameters()
                .envelopeId()
                .ifPresent(xtext -> text.append(field("Original-Envelope-Id: " + ReportText.decodedXtext(xtext))));
        text.append(field("Arrival-Date: " + RFC_5322.format(subject.origin().receivedAt())));
        notices.forEach((recipient, notice) -> text.append("\r\n").append(status(recipient, notice)));
        return text.toString();
    }

    private String status(Recipient recipient, Notice notice) {
        List<String> fields = new ArrayList<>();
        recipient
                .dsn()
                .originalRecipient()
                .ifPresent(given -> fields.add("Original-Recipient: " + ReportText.decodedXtext(given)));
        fields.add("Final-Recipient: " + type(recipient.address()) + "; " + recipient.address());
        fields.add("Action: " + notice.action().keyword());
        fields.add("Status: " + notice.action().status(notice.reply().status()));
        Optional<String> host = notice.mail().attribute(StatusReports.HOST_ATTRIBUTE);
        host.ifPresent(name -> fields.add("Remote-MTA: dns; " + ReportText.printable(name)));
        if (host.isPresent() || notice.action() == Notice.Action.FAILED || notice.action() == Notice.Action.DELAYED) {
            fields.add("Diagnostic-Code: smtp; "
                    + ReportText.printable(notice.reply().toString()));
        }
        fields.add("Last-Attempt-Date: " + now);
        notice.retriedUntil().ifPresent(end -> fields.add("Will-Retry-Until: " + RFC_5322.format(end)));
        return String.join("", fields.stream().map(ReportParts::field).toList());
    }

    /// The header of the last part.
    String returnedHeader(String type) {
        return part(type, eightBit);
    }

    String end() {
        return "\r\n--" + boundary + "--\r\n";
    }

    private static String field(String line) {
        return ReportText.folded(line, " ");
    }

    // RFC 6533 §3: addresses beyond US-ASCII have a type of their own.
    private static String type(MailAddress address) {
        return address.needsSmtpUtf8() ? "utf-8" : "rfc822";
    }

    private String part(String type, boolean partEightBit) {
        return "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n" + encoding(partEightBit) + "\r\n";
    }

    // RFC 2045 §6.4: a multipart says 8bit where one of its parts does.
    private static String encoding(boolean partEightBit) {
        return partEightBit ? "Content-Transfer-Encoding: 8bit\r\n" : "";
    }
}
