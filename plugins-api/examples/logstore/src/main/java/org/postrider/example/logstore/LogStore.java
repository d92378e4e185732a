package org.postrider.example.logstore;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postrider.api.config.Option;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each account in a folder of its own: a text file of all that happened, and a file for each message.
///
/// ```xml
/// <store type="log" folder="mail-log"/>
/// ```
///
/// It is meant to be read. What it knows of the accounts that were used since the start is in memory, and one lock
/// guards
/// all of it: good for a family, not for a thousand users.
public final class LogStore implements MailStore, Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

    private final Path folder;
    private final InstantSource clock;
    private final List<DerivedField> fields;
    private final List<Watching> listeners = new CopyOnWriteArrayList<>();
    // Guards accounts and all that they hold.
    private final Object lock = new Object();
    private final Map<Path, LogAccount> accounts = new HashMap<>();

    /// @param token of its own, so that one can listen twice
    private record Watching(StoreListener listener, Object token) {}

    /// The options in the XML.
    public record Config(
            @Option(doc = "Where the accounts are.", defaultValue = "mail-log")
            Path folder) {}

    /// @param fields what is to be kept beside each message
    public LogStore(Config config, InstantSource clock, List<DerivedField> fields) {
        this.folder = config.folder();
        this.clock = clock;
        this.fields = List.copyOf(fields);
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(folder);
    }

    /// Closes the files; what was stored stays.
    @Override
    public void stop() {
        synchronized (lock) {
            for (LogAccount account : accounts.values()) {
                try {
                    account.close();
                } catch (IOException e) {
                    LOG.error("An account was not closed in order", e);
                }
            }
            accounts.clear();
        }
    }

    @Override
    public AccountStore account(MailAddress account) throws StoreException {
        return opened(fileOf("accounts", account), mailbox -> tell(account, mailbox));
    }

    @Override
    public Optional<AccountStore> removed(MailAddress account, boolean make) throws StoreException {
        Path file = fileOf("removed", account);
        return make || Files.exists(file) ? Optional.of(opened(file, _ -> {})) : Optional.empty();
    }

    private Path fileOf(String kind, MailAddress account) {
        return folder.resolve(kind).resolve(URLEncoder.encode(account.toString(), StandardCharsets.UTF_8));
    }

    private LogAccount opened(Path file, Consumer<MailboxName> told) throws StoreException {
        synchronized (lock) {
            LogAccount known = accounts.get(file);
            if (known != null) {
                return known;
            }
            try {
                LogAccount opened = LogAccount.open(file, fields, clock, lock, told);
                accounts.put(file, opened);
                return opened;
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new StoreException(StoreException.Kind.TEMPORARY, "the account cannot be opened", e);
            }
        }
    }

    private void tell(MailAddress account, MailboxName mailbox) {
        for (Watching each : listeners) {
            try {
                each.listener().changed(account, mailbox);
            } catch (RuntimeException e) {
                LOG.error("A listener to the store failed", e);
            }
        }
    }

    @Override
    public AutoCloseable watch(StoreListener listener) {
        Watching added = new Watching(listener, new Object());
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    @Override
    public void checkpoint() throws IOException {
        List<LogAccount> all;
        synchronized (lock) {
            all = List.copyOf(accounts.values());
        }
        for (LogAccount account : all) {
            account.force();
        }
    }
}
