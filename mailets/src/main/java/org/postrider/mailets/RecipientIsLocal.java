package org.postrider.mailets;

import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;

/// Recipients that are accounts here and may receive: `match="RecipientIsLocal"`.
public final class RecipientIsLocal implements RecipientMatcher {
    private final Directory directory;

    public RecipientIsLocal(Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return directory.find(recipient.address()).filter(Account::enabled).isPresent();
    }
}
