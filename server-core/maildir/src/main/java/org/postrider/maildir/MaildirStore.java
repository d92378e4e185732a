package org.postrider.maildir;

import java.io.IOException;
import java.lang.ref.WeakReference;
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
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.storefiles.AccountNames;
import org.postrider.storefiles.Durability;
import org.postrider.storefiles.Failures;
import org.postrider.storefiles.StoreServices;
import org.postrider.storefiles.SyncFs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// All mailboxes, as Maildir++ folders. Thread-safe.
public final class MaildirStore implements MailStore, Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MaildirStore.class);
    // Each costs memory and two file descriptors.
    private static final int OPEN_MAX = 500;

    private static final String REMOVED = "removed";

    private final Path root;
    private final MaildirConfig config;
    private final Durability durability;
    private final StoreServices services;
    private final OpenMailboxes open;
    private final AtomicLong ordinals = new AtomicLong();
    /// An account stays as long as somebody uses it or a mailbox of it is open.
    private final Map<Path, WeakReference<MaildirAccount>> accounts = new ConcurrentHashMap<>();

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("maildir").factory());

    /// @param fields computed of every message that is stored
    public MaildirStore(MaildirConfig config, ServerInfo server, InstantSource clock, List<DerivedField> fields) {
        this(config, server, clock, fields, new Durability(SyncFs.find()), OPEN_MAX);
    }

    MaildirStore(
            MaildirConfig config,
            ServerInfo server,
            InstantSource clock,
            List<DerivedField> fields,
            Durability durability,
            int openMax) {
        this.config = config;
        this.root = server.home().resolve(config.root());
        this.durability = durability;
        this.services = new StoreServices(clock, server.hostname().name(), fields, durability);
        this.open = new OpenMailboxes(openMax);
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(root);
        if (!Files.isWritable(root)) {
            throw new IOException(root + " cannot be written; give it to the user the server runs as");
        }
        long millis = config.foreignChanges().toMillis();
        var _ = housekeeping.scheduleWithFixedDelay(this::keepHouse, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        housekeeping.close();
        open.all().forEach(MaildirMailbox::close);
    }

    @Override
    public AccountStore account(MailAddress account) throws StoreException {
        Path folder = root.resolve(AccountNames.folder(account));
        WeakReference<MaildirAccount> reference = accounts.get(folder);
        MaildirAccount known = reference == null ? null : reference.get();
        return known != null ? known : made(account, folder, false);
    }

    @Override
    public Optional<AccountStore> removed(MailAddress account, boolean make) throws StoreException {
        Path folder = root.resolve(AccountNames.folder(account)).resolve(REMOVED);
        boolean there = Files.isDirectory(folder);
        return there || make ? Optional.of(made(account, folder, true)) : Optional.empty();
    }

    @Override
    public AutoCloseable watch(StoreListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void checkpoint() throws IOException {
        writeNames();
        durability.checkpoint();
    }

    /// Without any lock.
    void changed(MailAddress account, MailboxName mailbox) {
        for (StoreListener listener : listeners) {
            try {
                listener.changed(account, mailbox);
            } catch (RuntimeException e) {
                LOG.error("a listener failed for {} of {}", mailbox, account, e);
            }
        }
    }

    long nextOrdinal() {
        return ordinals.incrementAndGet();
    }

    /// Without any lock.
    void used(MaildirMailbox mailbox) {
        open.used(mailbox);
    }

    void closed(MaildirMailbox mailbox) {
        open.closed(mailbox);
    }

    /// What the store does now and then of its own accord.
    void keepHouse() {
        for (MaildirMailbox mailbox : open.all()) {
            quietly(mailbox::keepHouse, mailbox);
        }
        accounts.values().removeIf(reference -> reference.get() == null);
    }

    // A name that cannot be written is no reason to fail: the index has the flags.
    private void writeNames() {
        for (MaildirMailbox mailbox : open.all()) {
            quietly(mailbox::writeNames, mailbox);
        }
    }

    /// @param hidden of which nobody hears
    private synchronized MaildirAccount made(MailAddress account, Path folder, boolean hidden) throws StoreException {
        WeakReference<MaildirAccount> reference = accounts.get(folder);
        MaildirAccount known = reference == null ? null : reference.get();
        if (known != null) {
            return known;
        }
        try {
            MaildirAccount made =
                    new MaildirAccount(this, account, folder, services, config.standardMailboxes() && !hidden, hidden);
            accounts.put(folder, new WeakReference<>(made));
            return made;
        } catch (IOException e) {
            throw Failures.of(e);
        }
    }

    private static void quietly(Work work, MaildirMailbox mailbox) {
        try {
            work.run();
        } catch (StoreException e) {
            // Where another program has removed the folder, whoever opens the mailbox is told.
            Level level = e.kind() == StoreException.Kind.NOT_FOUND ? Level.DEBUG : Level.WARN;
            LOG.atLevel(level).setCause(e).log("the mailbox {} could not be looked after", mailbox.name());
        } catch (RuntimeException | Error e) {
            // The timer would never call again.
            LOG.error("the mailbox {} could not be looked after", mailbox.name(), e);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws StoreException;
    }
}
