package org.postrider.kernel.directory;

import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.quota.QuotaStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks directory and aliases whether a recipient is ours.
public final class LocalRecipients implements RecipientCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRecipients.class);

    private final Directory directory;
    private final XmlRewriteTable aliases;
    private final QuotaStore store;

    public LocalRecipients(Directory directory, XmlRewriteTable aliases, QuotaStore store) {
        this.directory = directory;
        this.store = store;
        this.aliases = aliases;
    }

    @Override
    public Verdict check(MailAddress recipient, long octets) {
        Verdict verdict = check(recipient);
        // Where an alias leads, is looked at when the mail is delivered.
        if (verdict != Verdict.LOCAL || aliases.mentions(recipient)) {
            return verdict;
        }
        try {
            return switch (store.room(recipient, octets)) {
                case YES -> Verdict.LOCAL;
                case NOT_NOW -> Verdict.OVER_QUOTA;
                case NEVER -> Verdict.TOO_LARGE;
            };
        } catch (StoreException e) {
            LOG.warn("it cannot be told how full the account {} is", recipient, e);
            return Verdict.LOCAL;
        }
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
