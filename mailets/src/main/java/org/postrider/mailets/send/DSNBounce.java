package org.postrider.mailets.send;

import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.Enclose;

/// The recipients fail with a reason of one's own; their sender gets a report (RFC 3464), unless the reverse-path is
/// null
/// or they did not want any. The same as Bounce, by the parameters of Apache James.
///
/// ```xml
/// <mailet match="TooManyRecipients=500" class="DSNBounce">
///   <messageString>too many recipients; please use the mailing list</messageString>
///   <defaultStatus>5.5.3</defaultStatus>
/// </mailet>
/// ```
@EndsTheWay
final class DSNBounce implements Mailet {
    private final Config config;
    private final ServerInfo server;

    public DSNBounce(Config config, ServerInfo server) {
        this.config = config;
        this.server = server;
    }

    /// @param messageString the reason
    record Config(
            @Option(
                    doc =
                            "The reason, in one line of US-ASCII; [machine] becomes the server's name. Where another host has"
                                    + " refused the mail, its reply is the reason.",
                    defaultValue = "the message could not be delivered")
            String messageString,

            @Option(doc = "The status (RFC 3463) where no other is known.", defaultValue = "5.0.0")
            String defaultStatus,

            @Option(
                    doc = "How much of the message comes back, where its sender did not say: message (all of it), heads"
                            + " (its header), or none, which is the header too.")
            Optional<Enclose> attachment,

            @Option(
                    doc = "Always false, the mail ends here; for configurations of Apache James, which say it.",
                    defaultValue = "false")
            boolean passThrough) {
        Config {
            Enclose.checkPassThrough(passThrough);
            if (!defaultStatus.matches("5\\.\\d{1,3}\\.\\d{1,3}")) {
                throw new IllegalArgumentException("'" + defaultStatus + "' is no status such as 5.1.1");
            }
            messageString = messageString.replaceAll("\\s+", " ").strip();
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Reply own = Reply.of(
                554,
                config.defaultStatus(),
                config.messageString().replace("[machine]", server.hostname().name()));
        return new Outcome.Bounce(
                config.attachment().map(part -> part.inReports(mail)).orElse(mail),
                failure(mail).orElse(own));
    }

    private static Optional<Reply> failure(Mail mail) {
        try {
            return mail.attribute("postrider.failure").map(Reply::parse).filter(Reply::permanentFailure);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
