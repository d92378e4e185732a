package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.FieldText;

/// Sends the mail, changed as the options say, to others in the place of its recipients; what goes wrong on the way is
/// told
/// to the postmaster.
///
/// ```xml
/// <mailet match="RecipientIs=info@example.org" class="Redirect">
///   <recipients>ann@example.org,bob@example.org</recipients><prefix>[info]</prefix>
/// </mailet>
/// ```
final class Redirect implements Mailet {
    private final Copies copies;
    private final Config config;
    private final ServerInfo server;
    private final InstantSource clock;

    public Redirect(Config config, ServerInfo server, InstantSource clock) {
        this.copies = new Copies("Redirect", config);
        this.config = config;
        this.server = server;
        this.clock = clock;
    }

    /// @param recipients who gets it
    record Config(
            @Option(doc = "Who gets it: addresses, or sender, from, replyTo, postmaster, recipients, to.")
            List<String> recipients,

            @Option(doc = "The field To; without it, it stays.")
            Optional<String> to,

            @Option(doc = "The field Reply-To; without it, it stays.")
            Optional<MailAddress> replyTo,

            @Option(
                    doc = "The reverse-path: an address, sender (as it is), postmaster, or null.",
                    defaultValue = "postmaster")
            String reversePath,

            @Option(doc = "The field From; without it, it stays.")
            Optional<MailAddress> sender,

            @Option(doc = "The subject; without it, it stays.")
            Optional<String> subject,

            @Option(doc = "Before the subject.", defaultValue = "")
            String prefix,

            @Option(
                    doc =
                            "A text in the place of the message, which is then inside as attachment says. Without it the message"
                                    + " is sent on as it is.")
            Optional<String> message,

            @Option(
                    doc = "Where there is a message of one's own, what is inside: message, heads or none.",
                    defaultValue = "message")
            Enclose attachment,

            @Option(doc = "The recipients get the mail itself too.", defaultValue = "false")
            boolean passThrough) {
        Config {
            recipients = To.checked(recipients, true);
            Rewriting.checkReversePath(reversePath);
            subject.ifPresent(text -> FieldText.field("Subject", text));
            to.ifPresent(text -> FieldText.field("To", text));
            FieldText.field("Subject", prefix);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        List<MailAddress> to = To.of(config.recipients(), mail, server);
        if (copies.isOwn(mail) || to.isEmpty()) {
            return new Outcome.Continue(mail);
        }
        Rewriting rewriting = new Rewriting(
                config.to(),
                config.replyTo(),
                config.sender(),
                config.subject(),
                config.prefix(),
                config.message(),
                config.attachment());
        Mail changed = mail.withMessage(rewriting.apply(mail, server, clock))
                .withReversePath(Rewriting.reversePath(config.reversePath(), mail, server));
        return Copies.beside(mail, config.passThrough(), copies.send(changed, to));
    }
}
