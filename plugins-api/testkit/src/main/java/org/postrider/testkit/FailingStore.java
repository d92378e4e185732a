package org.postrider.testkit;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.StoreException;

/// A store that fails for some accounts as long as a test wants, and else does what another one does. Thread-safe.
public final class FailingStore implements MailStore {
    private final MailStore store;
    private final Map<MailAddress, Supplier<Exception>> faults = new ConcurrentHashMap<>();

    public FailingStore(MailStore store) {
        this.store = store;
    }

    /// From now on the account cannot be opened.
    public void fail(String account, StoreException.Kind kind) {
        faults.put(MailAddress.parse(account), () -> new StoreException(kind, "a fault made for a test"));
    }

    /// From now on asking for the account throws what a store never should.
    public void crash(String account) {
        faults.put(MailAddress.parse(account), () -> new IllegalStateException("a bug made for a test"));
    }

    /// From now on the account works again.
    public void mend(String account) {
        faults.remove(MailAddress.parse(account));
    }

    @Override
    public AccountStore account(MailAddress account) throws StoreException {
        Supplier<Exception> fault = faults.get(account);
        if (fault != null) {
            switch (fault.get()) {
                case StoreException known -> throw known;
                case RuntimeException bug -> throw bug;
                case Exception other -> throw new IllegalStateException(other);
            }
        }
        return store.account(account);
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
}
