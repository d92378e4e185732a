package org.postrider.mailets;

import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients whose domain is local, whether they exist or not: `match="HostIsLocal"`.
public final class HostIsLocal implements RecipientMatcher {
    private final Directory directory;

    public HostIsLocal(Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return directory.isLocal(recipient.address().domain());
    }
}
