package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All mailboxes, as Maildir++ folders. Thread-safe.
public final class MaildirStore implements MailStore, Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MaildirStore.class);
    // Mailboxes that somebody holds come on top.
    private static final int OPEN_MAX = 500;

    private final MaildirConfig config;
    private final StoreServices services;
    private final AtomicInteger openCount = new AtomicInteger();
    private final ReentrantLock closing = new ReentrantLock();
    private final Optional<SyncFs> syncFs = SyncFs.find();
    private final Map<MailAddress, MaildirAccount> accounts = new ConcurrentHashMap<>();
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("maildir").factory());

    /// @param fields computed of every message that is stored
    public MaildirStore(MaildirConfig config, ServerInfo server, InstantSource clock, List<DerivedField> fields) {
        this.config = config;
        this.services = new StoreServices(clock, server.hostname().name(), fields);
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(config.root());
        if (!Files.isWritable(config.root())) {
            throw new IOException(config.root() + " cannot be written; give it to the user the server runs as");
        }
        long millis = config.foreignChanges().toMillis();
        var _ = housekeeping.scheduleWithFixedDelay(this::keepHouse, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        housekeeping.close();
        renameChanged();
        accounts.values().forEach(MaildirAccount::close);
    }

    @Override
    public AccountStore account(MailAddress account) throws StoreException {
        MaildirAccount known = accounts.get(account);
        if (known != null) {
            return known;
        }
        try {
            Path folder = config.root().resolve(FileNames.account(account));
            MaildirAccount made = new MaildirAccount(this, account, folder, services, config.standardMailboxes());
            MaildirAccount first = accounts.putIfAbsent(account, made);
            return first == null ? made : first;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public AutoCloseable watch(StoreListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void checkpoint() throws IOException {
        renameChanged();
        if (syncFs.isPresent()) {
            syncFs.get().sync(config.root());
        } else {
            throw new IOException("syncfs(2) is needed and this system does not have it");
        }
    }

    void changed(MailAddress account, MailboxName mailbox) {
        for (StoreListener listener : listeners) {
            listener.changed(account, mailbox);
        }
    }

    void opened() {
        openCount.incrementAndGet();
    }

    void closed() {
        openCount.decrementAndGet();
    }

    /// Each open mailbox costs memory and two file descriptors. Called without any lock.
    void closeSomeWhereManyAreOpen() throws StoreException {
        if (openCount.get() <= OPEN_MAX || !closing.tryLock()) {
            return;
        }
        try {
            for (MaildirAccount account : accounts.values()) {
                account.closeIdle();
            }
        } finally {
            closing.unlock();
        }
    }

    private void keepHouse() {
        renameChanged();
        for (MaildirMailbox mailbox : openMailboxes()) {
            if (mailbox.watched()) {
                quietly(mailbox::lookForForeignChanges, mailbox);
            }
        }
    }

    private void renameChanged() {
        for (MaildirMailbox mailbox : openMailboxes()) {
            quietly(mailbox::renameChanged, mailbox);
        }
    }

    private List<MaildirMailbox> openMailboxes() {
        return accounts.values().stream()
                .flatMap(account -> account.openMailboxes().stream())
                .toList();
    }

    private static void quietly(Work work, MaildirMailbox mailbox) {
        try {
            work.run();
        } catch (StoreException e) {
            LOG.warn("the mailbox {} could not be looked after: {}", mailbox.name(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the mailbox {} could not be looked after", mailbox.name(), e);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws StoreException;
    }
}
