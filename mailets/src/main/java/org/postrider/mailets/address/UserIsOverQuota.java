package org.postrider.mailets.address;

import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;
import org.postrider.api.plugin.AlsoNamed;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.Usage;

/// Recipients whose mailboxes have no room for the mail: `match="UserIsOverQuota"`.
@AlsoNamed("IsOverQuota")
final class UserIsOverQuota implements RecipientMatcher {
    private final Directory directory;
    private final MailStore store;

    public UserIsOverQuota(Directory directory, MailStore store) {
        this.directory = directory;
        this.store = store;
    }

    @Override
    public boolean matches(Recipient recipient, Mail mail) throws StoreException {
        Optional<Account> account = directory.find(recipient.address());
        if (account.isEmpty()) {
            return false;
        }
        Quota quota = directory.quota(account.get().address());
        if (quota.isNone()) {
            return false;
        }
        Usage usage = store.account(account.get().address()).usage();
        return !quota.holds(usage.plus(new Usage(mail.message().size(), 1, 0)));
    }
}
