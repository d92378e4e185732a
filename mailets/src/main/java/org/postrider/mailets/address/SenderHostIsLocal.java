package org.postrider.mailets.address;

import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose reverse-path is in a local domain, whether that user exists or not: `match="SenderHostIsLocal"`. Who
/// sent it is another question: see IsAuthenticated.
final class SenderHostIsLocal implements MailMatcher {
    private final Directory directory;

    public SenderHostIsLocal(Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.reversePath()
                .address()
                .filter(sender -> directory.isLocal(sender.domain()))
                .isPresent();
    }
}
