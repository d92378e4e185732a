package org.postrider.mailets.send;

import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;

/// Sends the mail on to others as it is, but for what the options change; what goes wrong on the way is told to its
/// sender.
///
/// ```xml
/// <mailet match="RecipientIs=all@example.org" class="Resend">
///   <recipients>ann@example.org,bob@example.net</recipients><replyTo>all@example.org</replyTo>
/// </mailet>
/// ```
final class Resend implements Mailet {
    private final Copies copies;
    private final Rewriting options;
    private final ServerInfo server;
    private final InstantSource clock;

    public Resend(Rewriting options, ServerInfo server, InstantSource clock) {
        this.copies = new Copies("Resend", options);
        this.options = options;
        this.server = server;
        this.clock = clock;
    }

    @Override
    public Outcome service(Mail mail) {
        return options.send(mail, copies, "sender", server, clock);
    }
}
