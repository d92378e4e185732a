package org.postrider.mailets.header;

import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;

/// Adds a Message-ID where there is none (RFC 5322 §3.6.4), made of the mail's id and the server's name, so that it is
/// the
/// same however often the mail passes.
///
/// ```xml
/// <mailet match="IsAuthenticated" class="SanitizeMimeMessageId"/>
/// ```
final class SanitizeMimeMessageId implements Mailet {
    private final ServerInfo server;

    public SanitizeMimeMessageId(ServerInfo server) {
        this.server = server;
    }

    @Override
    public Outcome service(Mail mail) {
        Headers headers = mail.message().headers();
        if (headers.first("Message-ID").filter(value -> !value.isBlank()).isPresent()) {
            return new Outcome.Continue(mail);
        }
        HeaderField field = HeaderField.of("Message-ID", "<" + mail.id() + "@" + server.hostname() + ">");
        return new Outcome.Continue(mail.withMessage(mail.message().withHeaders(headers.set(field))));
    }
}
