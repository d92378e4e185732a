package org.postrider.mailets.address;

import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose reverse-path is an account here: `match="SenderIsLocal"`. Anybody may write that: see IsAuthenticated.
final class SenderIsLocal implements MailMatcher {
    private final Directory directory;

    public SenderIsLocal(Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.reversePath().address().flatMap(directory::find).isPresent();
    }
}
