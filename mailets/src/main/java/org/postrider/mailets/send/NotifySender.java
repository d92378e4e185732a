package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.FieldText;

/// Sends a notice about the mail to the sender, with the mail inside. It has a null reverse-path, and is not sent for a
/// mail
/// that has one.
///
/// ```xml
/// <mailet match="HasException" class="NotifySender"><message>This mail could not be processed.</message></mailet>
/// ```
final class NotifySender implements Mailet {
    private final Copies copies;
    private final Config config;
    private final ServerInfo server;
    private final InstantSource clock;

    public NotifySender(Config config, ServerInfo server, InstantSource clock) {
        this.copies = new Copies("NotifySender", config);
        this.config = config;
        this.server = server;
        this.clock = clock;
    }

    /// @param message what it says first
    record Config(
            @Option(doc = "What the notice says first.", defaultValue = "This is a notice about a mail.")
            String message,

            @Option(
                    doc = "Who gets it: addresses, or sender, from, replyTo, postmaster, recipients, to.",
                    defaultValue = "sender")
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
            to = To.checked(to, true);
            FieldText.field("Subject", prefix);
        }
    }

    @Override
    public Outcome service(Mail mail) {
        List<MailAddress> to = To.of(config.to(), mail, server);
        // RFC 3834 §2: what nobody may answer has a null reverse-path.
        if (copies.isOwn(mail) || mail.reversePath().isNull() || to.isEmpty()) {
            return config.passThrough() ? new Outcome.Continue(mail) : new Outcome.Discard(mail, "nobody to notify");
        }
        Notice notice = new Notice(
                copies,
                new Notice.Options(config.message(), config.prefix(), config.attachment(), config.attachError()),
                server,
                clock);
        return Copies.beside(mail, config.passThrough(), notice.send(mail, to));
    }
}
