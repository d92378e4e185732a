package org.postrider.kernel.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives accounts of a time before SCRAM, or of another server, what this one keeps of a password, at the first
/// log-in
/// that shows it. In the background, where no log-in waits for it. Bounded, thread-safe.
final class PasswordUpgrades {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordUpgrades.class);
    private static final int WAITING_MAX = 1000;
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Executor executor;
    private final InstantSource clock;

    /// Guarded by itself.
    private final Map<MailAddress, Upgrade> waiting = new LinkedHashMap<>();
    /// Guarded by `waiting`.
    private boolean running;
    /// Guarded by `waiting`.
    private Instant pausedUntil = Instant.MIN;

    /// @param executor runs what takes its time
    PasswordUpgrades(Executor executor, InstantSource clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /// @param checked what the password was found right by
    /// @param password which is kept in memory until it has been hashed
    record Upgrade(UserDirectory directory, StoredPassword checked, String password) {
        /// Keeps the password's secret in a log.
        @Override
        public String toString() {
            return "Upgrade[...]";
        }
    }

    void add(MailAddress account, Upgrade upgrade) {
        synchronized (waiting) {
            if (clock.instant().isBefore(pausedUntil) || waiting.size() >= WAITING_MAX) {
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
            Map.Entry<MailAddress, Upgrade> next;
            synchronized (waiting) {
                if (waiting.isEmpty()) {
                    running = false;
                    return;
                }
                next = waiting.entrySet().iterator().next();
                waiting.remove(next.getKey());
            }
            try {
                upgrade(next.getKey(), next.getValue());
            } catch (RuntimeException e) {
                synchronized (waiting) {
                    pausedUntil = clock.instant().plus(PAUSE);
                    waiting.clear();
                    running = false;
                }
                LOG.warn("Accounts cannot be given what SCRAM needs now: {}", e.toString());
                return;
            }
        }
    }

    private static void upgrade(MailAddress account, Upgrade upgrade) {
        Optional<String> prepared = PreparedPassword.of(upgrade.password());
        if (prepared.isPresent()
                && upgrade.directory()
                        .replacePassword(
                                account,
                                upgrade.checked(),
                                Credentials.of(prepared.get()).stored())) {
            LOG.info("What is kept of the password of {} is as strong as that of a new one from now on", account);
        }
    }
}
