package org.postrider.mailets.send;

import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;

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
    private final Rewriting options;
    private final ServerInfo server;
    private final InstantSource clock;

    public Redirect(Rewriting options, ServerInfo server, InstantSource clock) {
        this.copies = new Copies("Redirect", options);
        this.options = options;
        this.server = server;
        this.clock = clock;
    }

    @Override
    public Outcome service(Mail mail) {
        return options.send(mail, copies, "postmaster", server, clock);
    }
}
