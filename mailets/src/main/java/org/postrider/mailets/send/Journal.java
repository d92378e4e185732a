package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.Dates;
import org.postrider.mailets.text.Enclose;
import org.postrider.mailets.text.FieldText;

/// Sends to an archive what it needs to tell later who got what: the envelope in words, and the whole message inside,
/// unchanged. The mail itself goes on. The archive's copy has a null reverse-path.
///
/// ```xml
/// <mailet match="All" class="Journal"><recipients>archive@example.org</recipients></mailet>
/// ```
final class Journal implements Mailet {
    private final Copies copies;
    private final Config config;
    private final ServerInfo server;
    private final InstantSource clock;

    public Journal(Config config, ServerInfo server, InstantSource clock) {
        this.copies = new Copies("Journal", config);
        this.config = config;
        this.server = server;
        this.clock = clock;
    }

    /// @param recipients of the copy
    record Config(
            @Option(doc = "The archive's addresses, between commas.")
            List<MailAddress> recipients) {
        Config {
            recipients = List.copyOf(recipients);
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("say where: <recipients>archive@example.org</recipients>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        if (copies.isOwn(mail)) {
            return new Outcome.Continue(mail);
        }
        List<HeaderField> fields = List.of(
                Dates.now(clock),
                FieldText.field("From", "Journal <" + server.postmaster() + ">"),
                FieldText.field(
                        "To",
                        config.recipients().stream().map(MailAddress::toString).collect(Collectors.joining(", "))),
                HeaderField.of("Subject", "Journal of " + mail.id()),
                HeaderField.of("Message-ID", "<" + mail.id() + ".journal@" + server.hostname() + ">"),
                // RFC 3834 §5: made by a machine
                HeaderField.of("Auto-Submitted", "auto-generated"));
        Message report =
                MessageText.of(fields, envelope(mail), MessageText.Enclosed.of(Enclose.MESSAGE, mail), mail.id());
        Mail copy = new Mail(
                mail.id(),
                Envelope.of(ReversePath.NULL, mail.recipients()),
                report,
                Origin.local(clock.instant()),
                mail.attributes());
        return Copies.beside(mail, true, copies.send(copy, config.recipients()));
    }

    private static String envelope(Mail mail) {
        StringBuilder text = new StringBuilder();
        text.append("Mail: ").append(mail.id()).append('\n');
        text.append("Received: ").append(mail.origin().receivedAt()).append('\n');
        mail.origin()
                .client()
                .ifPresent(client ->
                        text.append("Client: ").append(client.getHostAddress()).append('\n'));
        mail.origin()
                .user()
                .ifPresent(user -> text.append("User: ").append(user).append('\n'));
        text.append("Sender: ").append(mail.reversePath()).append('\n');
        mail.recipients()
                .forEach(recipient ->
                        text.append("Recipient: ").append(recipient).append('\n'));
        return text.toString();
    }
}
