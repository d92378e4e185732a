package org.postrider.kernel.spool;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Syncs the mailbox store from time to time, so that the journal can let go of what was delivered.
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final SpoolConfig config;
    private final JournalLedger ledger;
    private final MailStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("checkpoint").factory());

    public Checkpoints(SpoolConfig config, JournalLedger ledger, MailStore store) {
        this.config = config;
        this.ledger = ledger;
        this.store = store;
    }

    public void start() {
        long millis = config.checkpointInterval().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::checkpoint, millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Makes a last checkpoint, so that the next start has nothing to repeat.
    public void stop() {
        timer.close();
        checkpoint();
    }

    private void checkpoint() {
        try {
            ledger.checkpoint(store);
        } catch (IOException e) {
            LOG.error("no checkpoint could be made: the journal grows until one can; {}", e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            // The timer would never call again.
            LOG.error("a checkpoint failed", e);
            OutOfMemory.check(e);
        }
    }
}
