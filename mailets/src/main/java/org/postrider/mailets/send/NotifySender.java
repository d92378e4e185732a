package org.postrider.mailets.send;

import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;

/// Sends a notice about the mail to the sender, with the mail inside. It has a null reverse-path, and is not sent for a
/// mail
/// that has one.
///
/// ```xml
/// <mailet match="HasException" class="NotifySender"><message>This mail could not be processed.</message></mailet>
/// ```
final class NotifySender implements Mailet {
    private final Notice notice;

    public NotifySender(Notice.Config config, ServerInfo server, InstantSource clock) {
        this.notice = new Notice("NotifySender", "sender", config, server, clock);
    }

    @Override
    public Outcome service(Mail mail) {
        return notice.about(mail);
    }
}
