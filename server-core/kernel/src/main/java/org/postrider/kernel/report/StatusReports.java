package org.postrider.kernel.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.plugin.ServerInfo;

/// Tells senders what became of their mail: a multipart/report (RFC 6522) with an explanation, a delivery status (RFC
/// 3464), and the message or its header.
///
/// There is none where the mail has a null reverse-path (RFC 5321 §4.5.5) or is a report, nor for recipients of whom
/// the sender does not want to know (RFC 3461 §4.1). Of failed mail without sender the postmaster may be told.
public final class StatusReports {
    /// Set on a mail that another host answered: that host's name.
    public static final String HOST_ATTRIBUTE = "postrider.failure-host";

    /// Set on a mail of whose delay its sender has been told.
    public static final String DELAY_ATTRIBUTE = "postrider.delay-told";

    // On what is sent to the postmaster: nobody is told when that fails too.
    private static final String DOUBLE_BOUNCE_ATTRIBUTE = "postrider.double-bounce";

    private final ReportsConfig config;
    private final ServerInfo server;
    private final InstantSource clock;

    public StatusReports(ReportsConfig config, ServerInfo server, InstantSource clock) {
        this.config = config;
        this.server = server;
        this.clock = clock;
    }

    /// True where a mail has waited so long that its sender should be told with [#delay], and has not been: then
    /// [#withDelayTold] goes on waiting in its place.
    public boolean delayIsDue(Mail mail) {
        return mail.attribute(DELAY_ATTRIBUTE).isEmpty()
                && !clock.instant().isBefore(mail.origin().receivedAt().plus(config.delayAfter()));
    }

    public static Mail withDelayTold(Mail mail) {
        return mail.withAttribute(DELAY_ATTRIBUTE, "true");
    }

    /// The report on recipients that still wait; to be handed to the pipeline's root in the same step of the ledger in
    /// which they are deferred.
    ///
    /// @param id of the report
    /// @param until when it will be given up
    /// @return empty where nobody wants to know
    public Optional<Mail> delay(MailId id, Mail waiting, Reply reason, Instant until) {
        return report(id, List.of(Notice.delayed(waiting, reason, until)));
    }

    /// @param id of the report
    /// @param notices of mails with one reverse-path, at least one; the first one's message comes back
    /// @return empty where nobody wants to know
    public Optional<Mail> report(MailId id, List<Notice> notices) {
        ReversePath reversePath = notices.getFirst().mail().reversePath();
        if (reversePath.isNull() || isReport(notices.getFirst().mail())) {
            List<Notice> failed = notices.stream().filter(this::isForPostmaster).toList();
            return failed.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            written(id, failed, server.postmaster()).withAttribute(DOUBLE_BOUNCE_ATTRIBUTE, "true"));
        }
        List<Notice> wanted =
                notices.stream().map(Notice::wanted).flatMap(Optional::stream).toList();
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(written(id, wanted, reversePath.address().orElseThrow()));
    }

    // Whoever sent it, to answer it could go on for ever.
    private static boolean isReport(Mail mail) {
        return mail.message()
                .headers()
                .first("Content-Type")
                .filter(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/report"))
                .isPresent();
    }

    private boolean isForPostmaster(Notice notice) {
        return config.doubleBounces()
                && notice.action() == Notice.Action.FAILED
                && notice.mail().attribute(DOUBLE_BOUNCE_ATTRIBUTE).isEmpty();
    }

    private Mail written(MailId id, List<Notice> notices, MailAddress to) {
        Instant now = clock.instant();
        Mail subject = notices.getFirst().mail();
        boolean utf8 = isInternationalised(notices, to);
        boolean failure = notices.stream().anyMatch(notice -> notice.action() == Notice.Action.FAILED);
        ReturnedPart returned = ReturnedPart.of(subject, utf8, failure, config);
        boolean eightBit = utf8 || returned.eightBit();
        MailParameters parameters = MailParameters.DEFAULT
                .withSmtpUtf8(utf8)
                .withBody(eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT);
        // RFC 3461 §6.1: nobody hears what becomes of a report.
        Envelope envelope = new Envelope(ReversePath.NULL, List.of(Recipient.of(to)), parameters);
        ReportParts parts = new ReportParts(server, id, utf8, eightBit, now);
        Map<Recipient, Notice> once = once(notices);
        String start = parts.header(subject, to, notices.getFirst().action())
                + parts.explanation(once)
                + parts.status(subject, once)
                + parts.returnedHeader(returned.type());
        Content content = Content.concat(List.of(octets(start), returned.content(), octets(parts.end())));
        return new Mail(id, envelope, Message.of(content), Origin.local(now), Map.of());
    }

    // A mailet may have made several mails for one recipient.
    private static Map<Recipient, Notice> once(List<Notice> notices) {
        Map<Recipient, Notice> once = new LinkedHashMap<>();
        notices.forEach(notice -> notice.mail().recipients().forEach(recipient -> once.putIfAbsent(recipient, notice)));
        return once;
    }

    // RFC 6533 §3: such a report can only go where the mail came from, by SMTPUTF8.
    private static boolean isInternationalised(List<Notice> notices, MailAddress to) {
        return to.needsSmtpUtf8()
                || notices.stream()
                        .map(Notice::mail)
                        .anyMatch(mail -> mail.envelope().parameters().smtpUtf8()
                                || mail.recipients().stream()
                                        .anyMatch(
                                                recipient -> recipient.address().needsSmtpUtf8()));
    }

    private static Content octets(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
