package org.postrider.kernel.spool;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.keep.KeepingStore;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes now and then what was kept long enough: one account after the other, some thousands of messages of a mailbox
/// at once; the rest in the next round.
public final class MailboxUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxUpkeep.class);

    private final MailboxesConfig config;
    private final MailStore store;
    private final KeepingStore keeping;
    private final Directory directory;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("upkeep").factory());
    private volatile boolean stopping;

    /// @param store in which expunged messages are gone
    public MailboxUpkeep(
            MailboxesConfig config, MailStore store, KeepingStore keeping, Directory directory, InstantSource clock) {
        this.config = config;
        this.store = store;
        this.keeping = keeping;
        this.directory = directory;
        this.clock = clock;
    }

    public void start() {
        long millis = config.upkeepEvery().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::run, millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Returns when the account that is under way is done.
    public void stop() {
        stopping = true;
        timer.close();
    }

    /// One round through all accounts.
    void run() {
        try {
            for (MailAddress account : directory.accounts()) {
                if (stopping) {
                    return;
                }
                keep(account);
            }
        } catch (RuntimeException | Error e) {
            // The timer would never call again.
            LOG.error("the accounts could not be looked through for old mail", e);
            OutOfMemory.check(e);
        }
    }

    private void keep(MailAddress account) {
        Instant now = clock.instant();
        try {
            int forgotten = keeping.forget(account, now.minus(config.keepExpunged()));
            if (forgotten > 0) {
                LOG.info("Deleted {} messages for good that {} had removed", forgotten, account);
            }
            if (!config.expire().isEmpty()) {
                expire(account, now);
            }
        } catch (StoreException e) {
            LOG.warn("the account {} could not be looked through for old mail; it is in the next round", account, e);
        } catch (RuntimeException | Error e) {
            // The timer would never call again.
            LOG.error("the account {} could not be looked through for old mail", account, e);
            OutOfMemory.check(e);
        }
    }

    private void expire(MailAddress account, Instant now) throws StoreException {
        AccountStore mailboxes = store.account(account);
        for (AccountStore.MailboxInfo info : mailboxes.list()) {
            for (MailboxesConfig.ExpireEntry rule : config.expire()) {
                if (info.selectable() && matches(rule.mailbox(), info)) {
                    expire(account, mailboxes, info, now.minus(rule.after()), rule.after());
                }
            }
        }
    }

    private static void expire(
            MailAddress account, AccountStore mailboxes, AccountStore.MailboxInfo info, Instant before, Duration after)
            throws StoreException {
        try (Mailbox mailbox = mailboxes.open(info.name())) {
            int count = KeepingStore.expungeSavedBefore(mailbox, before);
            if (count > 0) {
                LOG.info("Deleted {} messages of {} that were in {} for {}", count, account, info.name(), after);
            }
        } catch (StoreException e) {
            // It was deleted meanwhile.
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    // RFC 6154 §2: a special use is told from a name by its backslash
    private static boolean matches(String wanted, AccountStore.MailboxInfo info) {
        return wanted.startsWith("\\")
                ? info.use()
                        .filter(use -> use.imapName().equalsIgnoreCase(wanted))
                        .isPresent()
                : info.name().toString('/').equals(wanted)
                        || (info.name().isInbox() && wanted.equalsIgnoreCase("INBOX"));
    }
}
