package org.postrider.api.store.keep;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// A store in which what is expunged, and what was in a mailbox that is deleted, can be restored until it is forgotten.
/// Thread-safe.
///
/// It moves such messages to the mailbox of the same name among the account's removed ones; the save date there tells
/// when. Where that cannot be done, they are gone at once: a full disk must not keep anybody from making room.
public final class KeepingStore implements MailStore {
    private static final int FORGOTTEN_AT_ONCE = 10_000;

    private final MailStore store;
    private final boolean keeps;

    /// @param keeps false where nothing is to be kept from now on; what was kept before can still be restored
    public KeepingStore(MailStore store, boolean keeps) {
        this.store = store;
        this.keeps = keeps;
    }

    @Override
    public AccountStore account(MailAddress account) throws StoreException {
        AccountStore plain = store.account(account);
        return keeps ? new KeepingAccount(store, account, plain) : plain;
    }

    @Override
    public Optional<AccountStore> removed(MailAddress account, boolean make) throws StoreException {
        return store.removed(account, make);
    }

    @Override
    public AutoCloseable watch(StoreListener listener) {
        return store.watch(listener);
    }

    @Override
    public void checkpoint() throws IOException {
        store.checkpoint();
    }

    /// What an account could get back, by mailbox.
    public List<RemovedMail> list(MailAddress account) throws StoreException {
        List<RemovedMail> all = new ArrayList<>();
        Optional<AccountStore> removed = store.removed(account, false);
        for (MailboxName name : removed.isPresent() ? names(removed.get()) : List.<MailboxName>of()) {
            try (Mailbox mailbox = removed.get().open(name)) {
                MailboxView view = mailbox.view();
                if (view.count() > 0) {
                    all.add(new RemovedMail(name, view.count(), view.octets(), view.saveDate(view.count() - 1)));
                }
            }
        }
        return all;
    }

    /// Puts back what was removed from a mailbox, which is made again where it is gone.
    ///
    /// @param since when it was removed at the earliest
    /// @return how many messages
    public int restore(MailAddress account, MailboxName name, Instant since) throws StoreException {
        Optional<AccountStore> removed = store.removed(account, false);
        if (removed.isEmpty() || !names(removed.get()).contains(name)) {
            return 0;
        }
        try (Mailbox kept = removed.get().open(name)) {
            MailboxView view = kept.view();
            UidSet.Builder uids = new UidSet.Builder();
            for (int i = 0; i < view.count(); i++) {
                if (!view.saveDate(i).isBefore(since)) {
                    uids.add(view.uid(i));
                }
            }
            UidSet chosen = uids.build();
            if (chosen.isEmpty()) {
                return 0;
            }
            // Nobody wants it to go with the next EXPUNGE.
            FlagChange undelete = new FlagChange(FlagChange.Mode.REMOVE, Flags.of(SystemFlag.DELETED));
            kept.store(chosen, undelete, Long.MAX_VALUE);
            try (Mailbox target = KeepingAccount.openOrMake(store.account(account), name)) {
                return kept.move(chosen, target).sources().size();
            }
        }
    }

    /// Deletes for good what was removed before `before`, at most some thousands of each mailbox at once.
    ///
    /// @return how many messages
    public int forget(MailAddress account, Instant before) throws StoreException {
        int count = 0;
        Optional<AccountStore> removed = store.removed(account, false);
        for (MailboxName name : removed.isPresent() ? names(removed.get()) : List.<MailboxName>of()) {
            boolean empty;
            try (Mailbox mailbox = removed.get().open(name)) {
                int forgotten = expungeSavedBefore(mailbox, before);
                count += forgotten;
                empty = forgotten > 0 && mailbox.view().count() == 0;
            }
            if (empty && !name.isInbox()) {
                removed.get().delete(name);
            }
        }
        return count;
    }

    /// Expunges what came into a mailbox before `before`, at most some thousands of messages at once.
    ///
    /// @return how many messages
    public static int expungeSavedBefore(Mailbox mailbox, Instant before) throws StoreException {
        MailboxView view = mailbox.view();
        UidSet.Builder uids = new UidSet.Builder();
        int count = 0;
        for (int i = 0; i < view.count() && count < FORGOTTEN_AT_ONCE; i++) {
            if (view.saveDate(i).isBefore(before)) {
                uids.add(view.uid(i));
                count++;
            }
        }
        return count == 0 ? 0 : (int) mailbox.expunge(uids.build()).size();
    }

    private static List<MailboxName> names(AccountStore account) throws StoreException {
        return account.list().stream()
                .filter(AccountStore.MailboxInfo::selectable)
                .map(AccountStore.MailboxInfo::name)
                .toList();
    }

    /// What was removed from a mailbox.
    ///
    /// @param latest when the last of it was removed
    public record RemovedMail(MailboxName mailbox, int messages, long octets, Instant latest) {}
}
