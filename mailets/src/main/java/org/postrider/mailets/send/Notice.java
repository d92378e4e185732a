package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.Dates;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// Writes a notice about a mail: from the postmaster, with a null reverse-path, so that nothing answers it.
final class Notice {
    private static final int ERROR_LENGTH_MAX = 1000;

    private final Copies copies;
    private final Options options;
    private final ServerInfo server;
    private final InstantSource clock;

    Notice(Copies copies, Options options, ServerInfo server, InstantSource clock) {
        this.copies = copies;
        this.options = options;
        this.server = server;
        this.clock = clock;
    }

    /// @param message what the notice says first
    /// @param prefix before the subject
    record Options(String message, String prefix, Enclose attachment, boolean attachError) {}

    Outcome send(Mail mail, List<MailAddress> to) {
        String subject = mail.message()
                .headers()
                .first("Subject")
                .map(HeaderText::decode)
                .orElse("");
        List<HeaderField> fields = new ArrayList<>(List.of(
                Dates.now(clock),
                FieldText.field("From", "Postmaster <" + server.postmaster() + ">"),
                FieldText.field("To", to.stream().map(MailAddress::toString).collect(Collectors.joining(", "))),
                FieldText.field("Subject", clean(options.prefix() + " " + subject)),
                HeaderField.of(
                        "Message-ID",
                        "<" + mail.id() + "." + Integer.toHexString(to.hashCode()) + "@" + server.hostname() + ">"),
                // RFC 3834 §5: a notice that nobody asked for
                HeaderField.of("Auto-Submitted", "auto-generated")));
        mail.message()
                .headers()
                .first("Message-ID")
                .map(Notice::clean)
                .filter(id -> id.length() < 900)
                .ifPresent(id -> fields.add(FieldText.field("In-Reply-To", id)));
        Message message =
                MessageText.of(fields, body(mail), options.attachment().of(mail), mail.id());
        Mail notice = new Mail(
                mail.id(),
                Envelope.of(ReversePath.NULL, mail.recipients()),
                message,
                Origin.local(clock.instant()),
                mail.attributes());
        return copies.send(notice, to);
    }

    private String body(Mail mail) {
        StringBuilder body = new StringBuilder(options.message()).append("\n\n");
        body.append("Mail:       ").append(mail.id()).append('\n');
        body.append("Sender:     ").append(mail.reversePath()).append('\n');
        mail.recipients().stream()
                .limit(50)
                .forEach(recipient ->
                        body.append("Recipient:  ").append(recipient).append('\n'));
        body.append("Size:       ").append(mail.message().size()).append(" octets\n");
        Optional<String> error = mail.attribute("postrider.error").or(() -> mail.attribute("postrider.failure"));
        if (options.attachError() && error.isPresent()) {
            String text = clean(error.get());
            body.append("Error:      ")
                    .append(text, 0, Math.min(text.length(), ERROR_LENGTH_MAX))
                    .append('\n');
        }
        return body.toString();
    }

    static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
