package org.postrider.api.store.quota;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.Usage;

/// A store in which accounts hold no more than they may (RFC 9208), in front of one that knows no limits.
/// Thread-safe.
///
/// What is used is counted by the store itself, so it is exact whoever else changes the mailboxes; in between it is
/// remembered and what is added is added up. Something is refused only after everything has been counted again while
/// nothing else was being added. An account without limits costs nothing.
public final class QuotaStore implements MailStore {
    private static final Duration COUNTED_FOR = Duration.ofSeconds(1);

    private final MailStore store;
    private final Function<MailAddress, Quota> quotas;
    private final QuotaListener listener;
    private final Duration countedFor;
    /// One for each account with a limit that was written to since the start.
    private final Map<MailAddress, Meter> meters = new ConcurrentHashMap<>();

    /// @param quotas asked at each change, so that a new limit holds at once
    /// @param listener hears of accounts that get fuller
    public QuotaStore(MailStore store, Function<MailAddress, Quota> quotas, QuotaListener listener) {
        this(store, quotas, listener, COUNTED_FOR);
    }

    /// @param countedFor how long what was counted is taken for true, at least: so long after other programs have
    ///     delivered, more than allowed can be added
    public QuotaStore(
            MailStore store, Function<MailAddress, Quota> quotas, QuotaListener listener, Duration countedFor) {
        this.store = store;
        this.quotas = quotas;
        this.listener = listener;
        this.countedFor = countedFor;
    }

    @Override
    public AccountStore account(MailAddress account) throws StoreException {
        return new QuotaAccount(this, account, store.account(account));
    }

    @Override
    public Optional<AccountStore> removed(MailAddress account, boolean make) throws StoreException {
        return store.removed(account, make);
    }

    /// Whether a message of so many octets could be delivered now.
    public Room room(MailAddress account, long octets) throws StoreException {
        Quota quota = quota(account);
        Usage message = new Usage(octets, 1, 0);
        if (quota.isNone()) {
            return Room.YES;
        }
        if (!quota.holds(message)) {
            return Room.NEVER;
        }
        return meter(account).has(quota, store.account(account), message) ? Room.YES : Room.NOT_NOW;
    }

    @Override
    public AutoCloseable watch(StoreListener changes) {
        return store.watch(changes);
    }

    @Override
    public void checkpoint() throws IOException {
        store.checkpoint();
    }

    /// Adds something, unless it is too much.
    ///
    /// @throws StoreException OVER_QUOTA
    <T> T adding(MailAddress address, AccountStore account, Usage more, Meter.Work<T> work) throws StoreException {
        Quota quota = quota(address);
        if (quota.isNone()) {
            return work.run();
        }
        Meter.Added<T> added = meter(address).adding(quota, account, more, work);
        double before = quota.fullness(added.before());
        double after = quota.fullness(added.before().plus(more));
        if (after > before) {
            listener.fuller(address, before, after);
        }
        return added.result();
    }

    boolean isLimited(MailAddress address) throws StoreException {
        return !quota(address).isNone();
    }

    /// @throws StoreException TEMPORARY where nobody can say now what the account may hold
    Quota quota(MailAddress address) throws StoreException {
        try {
            return quotas.apply(address);
        } catch (DirectoryUnavailableException e) {
            throw new StoreException(
                    StoreException.Kind.TEMPORARY, "it cannot be told now what " + address + " may hold", e);
        }
    }

    private Meter meter(MailAddress address) {
        return meters.computeIfAbsent(address, _ -> new Meter(countedFor));
    }

    /// Whether there is room for a message.
    public enum Room {
        YES,
        /// Not before something is removed.
        NOT_NOW,
        /// Not even in an empty account.
        NEVER
    }

    /// Hears of accounts that get fuller. Called by the thread that added something, outside all locks.
    @FunctionalInterface
    public interface QuotaListener {
        /// @param before how full it was, 1 for as full as it may be
        /// @param after how full it is now
        void fuller(MailAddress account, double before, double after);
    }
}
