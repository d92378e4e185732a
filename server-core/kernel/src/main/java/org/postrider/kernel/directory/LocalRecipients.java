package org.postrider.kernel.directory;

import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.mail.MailAddress;

/// Asks directory and aliases whether a recipient is ours.
public final class LocalRecipients implements RecipientCheck {
    private final Directory directory;
    private final XmlRewriteTable aliases;

    public LocalRecipients(Directory directory, XmlRewriteTable aliases) {
        this.directory = directory;
        this.aliases = aliases;
    }

    @Override
    public Verdict check(MailAddress recipient) {
        if (aliases.mentions(recipient)) {
            return Verdict.LOCAL;
        }
        if (!directory.isLocal(recipient.domain())) {
            return Verdict.REMOTE;
        }
        Optional<Account> account = directory.find(recipient);
        if (account.isEmpty()) {
            return Verdict.UNKNOWN_USER;
        }
        return account.get().enabled() ? Verdict.LOCAL : Verdict.DISABLED;
    }
}
