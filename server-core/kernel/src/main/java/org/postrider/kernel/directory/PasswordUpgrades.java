package org.postrider.kernel.directory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.postrider.api.mail.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives accounts of a time before SCRAM their verifiers, at the first log-in that shows their password. In the
/// background and in batches, because each changes the whole file. Bounded, thread-safe.
final class PasswordUpgrades {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordUpgrades.class);
    private static final int WAITING_MAX = 1000;

    private final DirectoryFiles files;
    private final Executor executor;

    /// Guarded by itself.
    private final Map<MailAddress, Upgrade> waiting = new LinkedHashMap<>();
    /// Guarded by `waiting`.
    private boolean running;
    /// Guarded by `waiting`.
    private boolean impossible;

    /// @param executor runs what takes its time
    PasswordUpgrades(DirectoryFiles files, Executor executor) {
        this.files = files;
        this.executor = executor;
    }

    /// @param checked what the password was found right by
    /// @param password which is kept in memory until it has been hashed
    record Upgrade(PasswordHash checked, String password) {}

    void add(MailAddress account, Upgrade upgrade) {
        synchronized (waiting) {
            if (impossible || waiting.size() >= WAITING_MAX) {
                // At another log-in, then.
                return;
            }
            waiting.put(account, upgrade);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::run);
    }

    private void run() {
        while (true) {
            Map<MailAddress, Upgrade> batch;
            synchronized (waiting) {
                if (waiting.isEmpty()) {
                    running = false;
                    return;
                }
                batch = Map.copyOf(waiting);
                waiting.clear();
            }
            try {
                files.upgrade(batch);
                LOG.info("{} accounts can log in by SCRAM from now on", batch.size());
            } catch (IOException | DirectoryChangeException | RuntimeException e) {
                synchronized (waiting) {
                    impossible = true;
                    waiting.clear();
                    running = false;
                }
                LOG.warn("Accounts cannot be given what SCRAM needs, until the next restart: {}", e.toString());
                return;
            }
        }
    }
}
