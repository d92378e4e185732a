package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.config.Option;
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
import org.postrider.mailets.text.Enclose;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// Sends notices about mails: from the postmaster, with a null reverse-path, so that nothing answers them.
final class Notice {
    private static final int TEXT_LENGTH_MAX = 1000;

    private final Copies copies;
    private final Config config;
    private final List<String> to;
    private final ServerInfo server;
    private final InstantSource clock;

    /// @param mailet whose they are
    /// @param to who gets them where the options do not say
    Notice(String mailet, String to, Config config, ServerInfo server, InstantSource clock) {
        this.copies = new Copies(mailet, config);
        this.config = config;
        this.to = config.to().isEmpty() ? List.of(to) : config.to();
        this.server = server;
        this.clock = clock;
    }

    /// @param message what the notice says first
    /// @param to who gets it
    /// @param prefix before the subject
    record Config(
            @Option(doc = "What the notice says first.", defaultValue = "This is a notice about a mail.")
            String message,

            @Option(
                    doc =
                            "Who gets it: addresses, or sender, from, replyTo, postmaster, recipients, to. Without it: whom"
                                    + " the mailet's name says.")
            List<String> to,

            @Option(doc = "Before the subject.", defaultValue = "Re:")
            String prefix,

            @Option(doc = "What is inside: message (all of it), heads (its header) or none.", defaultValue = "heads")
            Enclose attachment,

            @Option(doc = "Say what failed, where something did.", defaultValue = "true")
            boolean attachError,

            @Option(doc = "The mail goes on; else it ends here.", defaultValue = "true")
            boolean passThrough) {
        Config {
            to = To.checked(to, false);
            FieldText.field("Subject", prefix);
        }
    }

    Outcome about(Mail mail) {
        List<MailAddress> told = To.of(to, mail, server);
        // RFC 3834 §2: what nobody may answer has a null reverse-path.
        if (copies.isOwn(mail) || mail.reversePath().isNull() || told.isEmpty()) {
            return config.passThrough() ? new Outcome.Continue(mail) : new Outcome.Discard(mail, "nobody to notify");
        }
        return Copies.beside(mail, config.passThrough(), send(mail, told));
    }

    private Outcome send(Mail mail, List<MailAddress> to) {
        String subject = mail.message()
                .headers()
                .first("Subject")
                .map(HeaderText::decode)
                .orElse("");
        List<HeaderField> fields = new ArrayList<>(List.of(
                Dates.now(clock),
                FieldText.field("From", "Postmaster <" + server.postmaster() + ">"),
                FieldText.field("To", to.stream().map(MailAddress::toString).collect(Collectors.joining(", "))),
                FieldText.field("Subject", clean(config.prefix() + " " + subject)),
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
                MessageText.of(fields, body(mail), MessageText.Enclosed.of(config.attachment(), mail), mail.id());
        Mail notice = new Mail(
                mail.id(),
                Envelope.of(ReversePath.NULL, mail.recipients()),
                message,
                Origin.local(clock.instant()),
                mail.attributes());
        return copies.send(notice, to);
    }

    private String body(Mail mail) {
        StringBuilder body = new StringBuilder(config.message()).append("\n\n");
        body.append("Mail:       ").append(mail.id()).append('\n');
        body.append("Sender:     ").append(mail.reversePath()).append('\n');
        mail.recipients().stream()
                .limit(50)
                .forEach(recipient ->
                        body.append("Recipient:  ").append(recipient).append('\n'));
        body.append("Size:       ").append(mail.message().size()).append(" octets\n");
        mail.attribute("postrider.notice")
                .ifPresent(notice ->
                        body.append("Notice:     ").append(shortened(notice)).append('\n'));
        Optional<String> error = mail.attribute("postrider.error").or(() -> mail.attribute("postrider.failure"));
        if (config.attachError() && error.isPresent()) {
            body.append("Error:      ").append(shortened(error.get())).append('\n');
        }
        return body.toString();
    }

    private static String shortened(String text) {
        String clean = clean(text);
        return clean.substring(0, Math.min(clean.length(), TEXT_LENGTH_MAX));
    }

    static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
