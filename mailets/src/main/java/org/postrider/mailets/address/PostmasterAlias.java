package org.postrider.mailets.address;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;

/// Sends mail for `postmaster` at any local domain where there is no such account to the server's postmaster
/// (RFC 5321 §4.5.1).
///
/// ```xml
/// <mailet match="All" class="PostmasterAlias"/>
/// ```
final class PostmasterAlias implements Mailet {
    private final Directory directory;
    private final MailAddress postmaster;

    public PostmasterAlias(Directory directory, ServerInfo server) {
        this.directory = directory;
        this.postmaster = server.postmaster();
    }

    @Override
    public Outcome service(Mail mail) {
        if (mail.recipients().stream().noneMatch(this::isMeant)) {
            return new Outcome.Continue(mail);
        }
        Map<MailAddress, Recipient> recipients = new LinkedHashMap<>();
        for (Recipient recipient : mail.recipients()) {
            Recipient to = isMeant(recipient) ? recipient.withAddress(postmaster) : recipient;
            recipients.putIfAbsent(to.address(), to);
        }
        return new Outcome.Continue(mail.withRecipients(List.copyOf(recipients.values())));
    }

    private boolean isMeant(Recipient recipient) {
        MailAddress address = recipient.address();
        return address.localPart().equalsIgnoreCase("postmaster")
                && directory.isLocal(address.domain())
                && directory.find(address).isEmpty();
    }
}
