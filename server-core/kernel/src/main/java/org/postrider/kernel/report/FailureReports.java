package org.postrider.kernel.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.DsnRequest.Notify;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters.Ret;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.plugin.ServerInfo;

/// Tells senders what failed: a multipart/report (RFC 6522) with an explanation, a delivery status (RFC 3464), and the
/// message or its header.
///
/// There is none where the mail has a null reverse-path, because it is a report itself (RFC 5321 §4.5.5), nor for
/// recipients with NOTIFY=NEVER or without FAILURE (RFC 3461 §4.1).
public final class FailureReports {
    /// Set on a mail that another host refused: that host's name.
    public static final String HOST_ATTRIBUTE = "postrider.failure-host";

    // Larger messages come back as their header alone, unless the sender asked for them (RFC 3461 §4.3).
    private static final long FULL_OCTETS_MAX = 64 * 1024;
    private static final DateTimeFormatter RFC_5322 = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ServerInfo server;
    private final InstantSource clock;

    public FailureReports(ServerInfo server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /// @param id of the report
    /// @param failed for the recipients that failed
    /// @return empty where nobody wants to know
    public Optional<Mail> report(MailId id, Mail failed, Reply reason) {
        List<Recipient> told = failed.recipients().stream()
                .filter(recipient -> recipient.dsn().onFailure()
                        && !recipient.dsn().notifyOn().contains(Notify.NEVER))
                .toList();
        return failed.reversePath().address().filter(_ -> !told.isEmpty()).map(sender -> {
            Instant now = clock.instant();
            Envelope envelope = Envelope.of(ReversePath.NULL, List.of(Recipient.of(sender)));
            Message message = Message.of(content(id, failed, told, reason, now));
            return new Mail(id, envelope, message, Origin.local(now), Map.of());
        });
    }

    private Content content(MailId id, Mail failed, List<Recipient> told, Reply reason, Instant now) {
        String boundary = "report-" + id;
        Content whole = failed.message().content();
        boolean full = failed.envelope()
                .parameters()
                .ret()
                .map(ret -> ret == Ret.FULL)
                .orElse(whole.size() <= FULL_OCTETS_MAX);
        byte[] header = failed.message().headers().octets();
        String start = header(id, failed, boundary, now)
                + explanation(told, reason, boundary)
                + status(failed, told, reason, boundary, now)
                + part(boundary, full ? "message/rfc822" : "text/rfc822-headers")
                + "\r\n";
        return Content.concat(
                List.of(octets(start), full ? whole : Content.of(header), octets("\r\n--" + boundary + "--\r\n")));
    }

    private String header(MailId id, Mail failed, String boundary, Instant now) {
        return "From: Mail Delivery System <" + server.postmaster() + ">\r\n"
                + "To: " + failed.reversePath().toString() + "\r\n"
                + "Subject: Undelivered mail returned to sender\r\n"
                + "Date: " + RFC_5322.format(now) + "\r\n"
                + "Message-ID: <" + id + "@" + server.hostname() + ">\r\n"
                // RFC 3834 §5: nobody is to answer by machine.
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                + " boundary=\"" + boundary + "\"\r\n\r\n"
                + "This is a report in MIME format.\r\n";
    }

    private String explanation(List<Recipient> told, Reply reason, String boundary) {
        StringBuilder text = new StringBuilder(part(boundary, "text/plain; charset=utf-8"));
        text.append("Content-Transfer-Encoding: 8bit\r\n\r\n");
        text.append("This is the mail system at ").append(server.hostname()).append(".\r\n\r\n");
        text.append("Your message could not be delivered to:\r\n\r\n");
        for (Recipient recipient : told) {
            text.append("  <")
                    .append(recipient.address())
                    .append(">: ")
                    .append(reason)
                    .append("\r\n");
        }
        return text.append("\r\nFor help, write to ")
                .append(server.postmaster())
                .append(".\r\n")
                .toString();
    }

    // RFC 3464 §2
    private String status(Mail failed, List<Recipient> told, Reply reason, String boundary, Instant now) {
        StringBuilder text = new StringBuilder(part(boundary, "message/delivery-status"));
        text.append("\r\nReporting-MTA: dns; ").append(server.hostname()).append("\r\n");
        failed.envelope()
                .parameters()
                .envelopeId()
                .ifPresent(
                        id -> text.append("Original-Envelope-Id: ").append(id).append("\r\n"));
        text.append("Arrival-Date: ")
                .append(RFC_5322.format(failed.origin().receivedAt()))
                .append("\r\n");
        for (Recipient recipient : told) {
            text.append("\r\n");
            recipient
                    .dsn()
                    .originalRecipient()
                    .ifPresent(original ->
                            text.append("Original-Recipient: ").append(original).append("\r\n"));
            text.append("Final-Recipient: rfc822; ").append(recipient.address()).append("\r\n");
            text.append("Action: failed\r\n");
            text.append("Status: ").append(statusOf(reason)).append("\r\n");
            failed.attribute(HOST_ATTRIBUTE)
                    .ifPresent(host ->
                            text.append("Remote-MTA: dns; ").append(host).append("\r\n"));
            text.append("Diagnostic-Code: smtp; ").append(reason).append("\r\n");
            text.append("Last-Attempt-Date: ").append(RFC_5322.format(now)).append("\r\n");
        }
        return text.toString();
    }

    // A recipient that was tried until it was too late failed for good, whatever the last reply was.
    private static String statusOf(Reply reason) {
        String status = reason.status().isEmpty() ? "5.0.0" : reason.status();
        return status.startsWith("4.") ? "5" + status.substring(1) : status;
    }

    private static String part(String boundary, String type) {
        return "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n";
    }

    private static Content octets(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
