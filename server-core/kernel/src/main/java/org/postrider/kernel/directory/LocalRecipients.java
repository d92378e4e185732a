package org.postrider.kernel.directory;

import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.directory.RewriteTable.Resolution;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.quota.QuotaStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks directory and aliases whether a recipient is ours: refused at RCPT is what would only come back.
public final class LocalRecipients implements RecipientCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRecipients.class);

    // RFC 5321 §4.5.1: never refused for good. Until the administrator has made an account, the senders keep it.
    private static final Reply NO_POSTMASTER =
            Reply.of(450, "4.2.1", "the postmaster has no mailbox yet; try again later");

    private final Directory directory;
    private final RewriteTable aliases;
    private final RelayDomains relayed;
    private final QuotaStore store;
    private final Postmaster postmaster;

    public LocalRecipients(
            Directory directory, RewriteTable aliases, RelayDomains relayed, QuotaStore store, Postmaster postmaster) {
        this.postmaster = postmaster;
        this.directory = directory;
        this.relayed = relayed;
        this.store = store;
        this.aliases = aliases;
    }

    @Override
    public Verdict check(MailAddress recipient, long octets) {
        Verdict verdict = check(recipient);
        // Where an alias leads, is looked at when the mail is delivered.
        if (verdict != Verdict.LOCAL || isMentioned(recipient)) {
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
        Resolution resolution;
        try {
            resolution = aliases.resolve(recipient);
        } catch (RewriteLoopException _) {
            return Verdict.LOCAL;
        }
        if (resolution.targets().isEmpty()) {
            return resolution.refusal().isPresent() ? Verdict.UNKNOWN_USER : account(recipient);
        }
        Verdict verdict = Verdict.UNKNOWN_USER;
        for (RewriteTable.Target target : resolution.targets()) {
            switch (account(target.address())) {
                // One who has it is enough: the others are reported.
                case LOCAL, RELAYED, REMOTE -> {
                    return Verdict.LOCAL;
                }
                case DISABLED -> verdict = Verdict.DISABLED;
                case UNKNOWN_USER, OVER_QUOTA, TOO_LARGE -> {}
            }
        }
        return verdict;
    }

    @Override
    public boolean isRelayed(Domain domain) {
        return relayed.contains(domain);
    }

    @Override
    public Optional<Reply> refusal(MailAddress recipient) {
        try {
            Optional<Reply> refusal = aliases.resolve(recipient).refusal();
            return refusal.isEmpty() && postmaster.is(recipient) && reachesNobody(recipient)
                    ? Optional.of(NO_POSTMASTER)
                    : refusal;
        } catch (RewriteLoopException _) {
            // RFC 3463 §3.5: a loop was detected. The way is the administrator's business.
            return Optional.of(Reply.of(550, "5.4.6", "this address leads in a circle"));
        }
    }

    private boolean reachesNobody(MailAddress recipient) {
        return switch (check(recipient)) {
            case UNKNOWN_USER, DISABLED -> true;
            case LOCAL, RELAYED, REMOTE, OVER_QUOTA, TOO_LARGE -> false;
        };
    }

    private boolean isMentioned(MailAddress recipient) {
        try {
            return !aliases.resolve(recipient).isUnmentioned();
        } catch (RewriteLoopException _) {
            return true;
        }
    }

    private Verdict account(MailAddress address) {
        if (!directory.isLocal(address.domain())) {
            return relayed.contains(address.domain()) ? relayed.check(address) : Verdict.REMOTE;
        }
        return directory
                .find(address)
                .map(Account::enabled)
                .map(enabled -> enabled ? Verdict.LOCAL : Verdict.DISABLED)
                .orElse(Verdict.UNKNOWN_USER);
    }
}
