package org.postrider.kernel.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
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

    private final ServerInfo server;
    private final InstantSource clock;

    public FailureReports(ServerInfo server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /// @param id of the report
    /// @param failures of mails with one reverse-path, at least one; the first one's message comes back
    /// @return empty where nobody wants to know
    public Optional<Mail> report(MailId id, List<Failure> failures) {
        List<Failure> told =
                failures.stream().map(Failure::told).flatMap(Optional::stream).toList();
        if (told.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Mail failed = told.getFirst().mail();
        MailAddress sender = failed.reversePath().address().orElseThrow();
        boolean utf8 = isInternationalised(told, sender);
        ReturnedPart returned = ReturnedPart.of(failed, utf8);
        boolean eightBit = utf8 || returned.eightBit();
        MailParameters parameters = MailParameters.DEFAULT
                .withSmtpUtf8(utf8)
                .withBody(eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT);
        Envelope envelope = new Envelope(ReversePath.NULL, List.of(Recipient.of(sender)), parameters);
        ReportParts parts = new ReportParts(server, id, utf8, eightBit, now);
        String start = parts.header(failed)
                + parts.explanation(told)
                + parts.status(told)
                + parts.returnedHeader(returned.type());
        Content content = Content.concat(List.of(octets(start), returned.content(), octets(parts.end())));
        return Optional.of(new Mail(id, envelope, Message.of(content), Origin.local(now), Map.of()));
    }

    // RFC 6533 §3: such a report can only go where the mail came from, by SMTPUTF8.
    private static boolean isInternationalised(List<Failure> told, MailAddress sender) {
        return sender.needsSmtpUtf8()
                || told.stream()
                        .map(Failure::mail)
                        .anyMatch(mail -> mail.envelope().parameters().smtpUtf8()
                                || mail.recipients().stream()
                                        .anyMatch(
                                                recipient -> recipient.address().needsSmtpUtf8()));
    }

    private static Content octets(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
