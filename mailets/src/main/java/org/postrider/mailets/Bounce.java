package org.postrider.mailets;

import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.Enclose;

/// The recipients fail; their sender gets a report (RFC 3464), unless the reverse-path is null.
///
/// ```xml
/// <mailet match="HostIsLocal" class="Bounce"><reply>550 5.1.1 no such user here</reply></mailet>
/// ```
///
/// Without `reply`, the reason is why another host refused the mail: so it stands in the processor `bounces`.
@EndsTheWay
public final class Bounce implements Mailet {
    /// The attribute by which the outbound queue tells why another host refused a mail.
    static final String FAILURE_ATTRIBUTE = "postrider.failure";

    private static final Reply FAILED = Reply.of(554, "5.0.0", "the message could not be delivered");

    private final Config config;

    public Bounce(Config config) {
        this.config = config;
    }

    /// @param reply given as the reason
    /// @param attachment what comes back
    /// @param passThrough false
    public record Config(
            @Option(doc = "The reason, as an SMTP reply. Without it: why another host refused the mail.")
            Optional<Reply> reply,

            @Option(
                    doc = "How much of the message comes back, where its sender did not say: message (all of it), heads"
                            + " (its header), or none, which is the header too.")
            Optional<Enclose> attachment,

            @Option(
                    doc = "Always false, the mail ends here; for configurations of Apache James, which say it.",
                    defaultValue = "false")
            boolean passThrough) {
        public Config {
            Enclose.checkPassThrough(passThrough);
            if (reply.isPresent() && !reply.get().permanentFailure()) {
                throw new IllegalArgumentException(
                        "'" + reply.get() + "' is no failure for good; write a reply that begins with 5");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Reply reason = config.reply()
                .or(() -> mail.attribute(FAILURE_ATTRIBUTE).map(Reply::parse))
                .orElse(FAILED);
        return new Outcome.Bounce(
                config.attachment().map(part -> part.inReports(mail)).orElse(mail), reason);
    }
}
