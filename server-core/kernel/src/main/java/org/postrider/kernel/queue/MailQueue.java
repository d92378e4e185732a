package org.postrider.kernel.queue;

import java.time.InstantSource;
import java.util.List;
import org.postrider.api.mail.Recipient;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.outbound.OutboundQueue;
import org.postrider.kernel.spool.SpoolWorkers;

/// All mails that wait: for other hosts, or for the next try of a processor or a mailbox that failed. Thread-safe.
public final class MailQueue {
    private final JournalLedger ledger;
    private final OutboundQueue outbound;
    private final SpoolWorkers workers;
    private final InstantSource clock;

    public MailQueue(JournalLedger ledger, OutboundQueue outbound, SpoolWorkers workers, InstantSource clock) {
        this.ledger = ledger;
        this.outbound = outbound;
        this.workers = workers;
        this.clock = clock;
    }

    /// Everything that waits, in the order of its ids, which is that of time. A mail that is being processed does not
    /// wait.
    public List<QueueItem> list() {
        return ledger.entries().stream()
                .filter(this::waits)
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .map(MailQueue::item)
                .toList();
    }

    /// Tries everything that waits, now, but for what an administrator holds back.
    ///
    /// @return how many mails
    public int flush() {
        return outbound.flush() + workers.flush();
    }

    private boolean waits(Entry entry) {
        return entry.stage() instanceof Stage.Relaying
                || entry.held()
                || entry.notBefore().isAfter(clock.instant());
    }

    private static QueueItem item(Entry entry) {
        String destination = switch (entry.stage()) {
            case Stage.Relaying(var route) ->
                OutboundQueue.destination(route, entry.mail().recipients().getFirst());
            case Stage.Processing(var processor) -> "processor:" + processor;
            case Stage.Storing(var mailbox, var _) -> "mailbox:" + mailbox;
        };
        return new QueueItem(
                entry.id(),
                entry.mail().reversePath(),
                entry.mail().recipients().stream().map(Recipient::address).toList(),
                destination,
                entry.mail().message().size(),
                entry.mail().origin().receivedAt(),
                entry.attempts(),
                entry.notBefore(),
                entry.lastReply(),
                entry.held());
    }
}
