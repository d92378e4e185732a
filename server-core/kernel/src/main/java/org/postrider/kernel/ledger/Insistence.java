package org.postrider.kernel.ledger;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postrider.api.mail.MailId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records what has happened outside already. Thread-safe.
///
/// Another host has the mail, or a program has run: where the disk takes no record of it just now, it is the record
/// that
/// is tried again, and not the delivery, so that a full disk makes nobody get a mail twice. Who waits here keeps his
/// place, so that nothing more begins meanwhile.
public final class Insistence {
    private static final Logger LOG = LoggerFactory.getLogger(Insistence.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES_MAX = 600;

    private final Ledger ledger;
    private final Duration pause;
    private final int triesMax;

    /// For up to ten minutes.
    public Insistence(Ledger ledger) {
        this(ledger, PAUSE, TRIES_MAX);
    }

    /// @param pause between two tries
    public Insistence(Ledger ledger, Duration pause, int triesMax) {
        this.ledger = ledger;
        this.pause = pause;
        this.triesMax = triesMax;
    }

    /// As [Ledger#replace].
    ///
    /// @throws IllegalStateException where it was in vain: the old entry stays
    public void replace(MailId old, List<Entry> successors, List<Ledger.Delivered> delivered) {
        for (int tries = 1; ; tries++) {
            try {
                ledger.replace(old, successors, delivered);
                return;
            } catch (NoSuchEntryException e) {
                throw new IllegalStateException(e.getMessage(), e);
            } catch (IOException e) {
                if (tries >= triesMax) {
                    throw new IllegalStateException("the journal does not take what became of " + old, e);
                }
                if (tries == 1) {
                    LOG.error(
                            "the journal does not take what became of {}: {}. It is tried again; make room"
                                    + " on the spool's disk",
                            old,
                            e.getMessage());
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
