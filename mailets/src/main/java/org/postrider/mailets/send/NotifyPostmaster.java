package org.postrider.mailets.send;

import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;

/// Sends a notice about the mail to the postmaster, with the mail inside. It has a null reverse-path, and is not sent
/// for a mail
/// that has one.
///
/// ```xml
/// <mailet match="HasException" class="NotifyPostmaster"><message>This mail could not be processed.</message></mailet>
/// ```
final class NotifyPostmaster implements Mailet {
    private final Notice notice;

    public NotifyPostmaster(Notice.Config config, ServerInfo server, InstantSource clock) {
        this.notice = new Notice("NotifyPostmaster", "postmaster", config, server, clock);
    }

    @Override
    public Outcome service(Mail mail) {
        return notice.about(mail);
    }
}
