package org.postrider.kernel.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.ledger.Waiting;
import org.postrider.kernel.outbound.OutboundQueue;
import org.postrider.kernel.outbound.Standing;
import org.postrider.kernel.pipeline.Pipeline;

/// All mails that wait: for other hosts, or for the next try of a processor or a mailbox that failed. Thread-safe. No
/// call has all entries in memory at a time.
public final class MailQueue {
    private static final int PARTS_MAX = 100;

    /// Of what comes of a mail otherwise, none is numbered so.
    private static final int REQUEUED = 0x7fff;

    private final JournalLedger ledger;
    private final OutboundQueue outbound;
    private final ToIntFunction<Predicate<Waiting>> processing;
    private final EventLog events;
    private final InstantSource clock;
    private final Duration giveUpAfter;

    /// @param processing tries what is meant of the mail that waits for a processor or a mailbox, and counts it
    /// @param giveUpAfter of mail for other hosts
    public MailQueue(
            JournalLedger ledger,
            OutboundQueue outbound,
            ToIntFunction<Predicate<Waiting>> processing,
            EventLog events,
            InstantSource clock,
            Duration giveUpAfter) {
        this.ledger = ledger;
        this.outbound = outbound;
        this.processing = processing;
        this.events = events;
        this.clock = clock;
        this.giveUpAfter = giveUpAfter;
    }

    /// Shows what waits and is meant, in the order of ids, which is that of time. A mail that is being processed does
    /// not wait.
    ///
    /// @param limit how many at most
    public void list(QueueSelection given, long limit, Consumer<QueueItem> shown) {
        QueueSelection selection = resolved(given);
        selected(selection)
                .sorted()
                .limit(selection.isSlow() ? Long.MAX_VALUE : limit)
                .map(ledger::find)
                .flatMap(Optional::stream)
                .filter(selection::matches)
                .limit(limit)
                .map(this::item)
                .forEach(shown);
    }

    /// All about one mail.
    public Optional<QueueDetail> show(MailId id) {
        return ledger.find(id)
                .map(entry -> new QueueDetail(
                        item(entry),
                        entry.tries().since(),
                        entry.tries().last(),
                        Waiting.since(entry.mail()).plus(giveUpAfter),
                        entry.mail().recipients().stream()
                                .map(Recipient::address)
                                .map(each -> new QueueDetail.Status(
                                        each, entry.tries().reply(each)))
                                .toList(),
                        entry.mail().envelope().parameters(),
                        entry.mail().origin(),
                        entry.mail().attributes(),
                        Reasons.of(entry, outbound.standing(id), clock.instant())));
    }

    /// What waits, or is under way, of the mail that was accepted as `accepted`, reports about it among that.
    public List<Mail> partsOf(String accepted) {
        return ledger.waiting()
                .map(Waiting::id)
                .filter(id -> id.value().equals(accepted) || id.value().startsWith(accepted + "-"))
                .limit(PARTS_MAX)
                .map(ledger::find)
                .flatMap(Optional::stream)
                .map(Entry::mail)
                .toList();
    }

    /// What is meant by an id: the mail that waits under it, or, where none does, all that waits of the mail that was
    /// accepted under it.
    public List<MailId> named(MailId id) {
        return resolved(QueueSelection.of(List.of(id))).ids().stream()
                .filter(each -> ledger.waiting(each).isPresent())
                .toList();
    }

    /// Why a mail waits, a sentence.
    public Optional<String> why(MailId id) {
        return ledger.find(id).map(entry -> Reasons.of(entry, outbound.standing(id), clock.instant()));
    }

    /// Why mail for a destination waits: the destination's name and a sentence for each that is meant and has mail.
    ///
    /// @param destination as in [QueueSelection]
    public List<Standing> standings(String destination) {
        QueueSelection selection = new QueueSelection(
                List.of(),
                Optional.of(destination),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Set<String> names = new HashSet<>();
        ledger.waiting()
                .filter(Waiting::relaying)
                .filter(selection.quick(clock.instant()))
                .forEach(waiting -> names.add(waiting.destination()));
        return names.stream()
                .sorted()
                .map(outbound::standing)
                .flatMap(Optional::stream)
                .toList();
    }

    /// The sentence for [#standings].
    public String why(Standing standing) {
        return Reasons.of(standing, clock.instant());
    }

    /// How much waits for how long.
    ///
    /// @param rowsMax how many destinations
    public AgeHistogram histogram(int rowsMax) {
        return AgeHistogram.of(ledger.waiting().filter(this::waits), clock.instant(), rowsMax);
    }

    /// Tries everything that waits, now, but for what an administrator or its sender holds back.
    ///
    /// @return how many mails
    public int flush() {
        return outbound.flush() + processing.applyAsInt(_ -> true);
    }

    /// Tries what waits and is meant, now.
    ///
    /// @return how many mails
    public int flush(QueueSelection selection) {
        if (selection.equals(QueueSelection.ALL)) {
            return flush();
        }
        Set<MailId> ids = new HashSet<>(meant(selection));
        return outbound.flush(waiting -> ids.contains(waiting.id()))
                + processing.applyAsInt(waiting -> ids.contains(waiting.id()));
    }

    /// Keeps back what is meant, until it is released: over restarts, and however old it gets.
    public Changed hold(QueueSelection selection) {
        return change(selection, entry -> entry.held() ? Optional.empty() : Optional.of(entry.withHeld(true)));
    }

    /// Lets go what was held, by an administrator or by its sender (RFC 4865): it is due now.
    public Changed release(QueueSelection selection) {
        Instant now = clock.instant();
        return change(selection, entry -> {
            boolean bySender = entry.attempts() == 0 && entry.notBefore().isAfter(now);
            return entry.held() || bySender ? Optional.of(entry.withHeld(false).withNotBefore(now)) : Optional.empty();
        });
    }

    /// Sends what is meant through the pipeline again, from its beginning: after a change of the configuration.
    public Changed requeue(QueueSelection selection) {
        Instant now = clock.instant();
        Changed changed = change(selection, entry -> Optional.of(again(entry, now)));
        changed.ids().forEach(outbound::forget);
        return changed;
    }

    // Under another id. Its attempts are counted from 0 again, and by id and attempts is named what comes of a mail:
    // the
    // second would take the place of what came of it before and still waits, or count as delivered already.
    private static Entry again(Entry entry, Instant now) {
        MailId id = entry.id().child((entry.attempts() << 16) + REQUEUED);
        return Entry.due(entry.mail().withId(id), new Stage.Processing(Pipeline.ROOT), now);
    }

    /// Deletes what is meant. Nobody is told but the log.
    public Changed delete(QueueSelection selection) {
        List<MailId> done = new ArrayList<>();
        int busy = 0;
        for (MailId id : meant(selection)) {
            Optional<Entry> borrowed = ledger.borrow(id);
            if (borrowed.isEmpty()) {
                busy++;
                continue;
            }
            try {
                ledger.replace(id, List.of(), List.of());
                outbound.forget(id);
                done.add(id);
                borrowed.get()
                        .mail()
                        .recipients()
                        .forEach(recipient -> events.record(
                                new MailEvent.Discarded(id, recipient.address(), "deleted by an administrator")));
            } catch (IOException e) {
                throw new IllegalStateException("the journal does not take that " + id + " is deleted", e);
            } finally {
                ledger.giveBack(borrowed.get());
            }
        }
        return new Changed(done, busy);
    }

    // Where the function gives nothing, there is nothing to do.
    private Changed change(QueueSelection selection, Function<Entry, Optional<Entry>> function) {
        List<MailId> done = new ArrayList<>();
        int busy = 0;
        for (MailId id : meant(selection)) {
            Optional<Entry> borrowed = ledger.borrow(id);
            if (borrowed.isEmpty()) {
                busy++;
                continue;
            }
            Optional<Entry> changed = function.apply(borrowed.get());
            try {
                if (changed.isPresent()) {
                    ledger.replace(id, List.of(changed.get()), List.of());
                    done.add(id);
                }
            } catch (IOException e) {
                throw new IllegalStateException("the journal does not take the change of " + id, e);
            } finally {
                ledger.giveBack(borrowed.get());
            }
        }
        return new Changed(done, busy);
    }

    private List<MailId> meant(QueueSelection given) {
        QueueSelection selection = resolved(given);
        if (!selection.isSlow()) {
            return selected(selection).toList();
        }
        return selected(selection)
                .filter(id -> ledger.find(id).filter(selection::matches).isPresent())
                .toList();
    }

    private QueueSelection resolved(QueueSelection selection) {
        Set<MailId> others = selection.ids().stream()
                .filter(id -> ledger.waiting(id).isEmpty())
                .collect(Collectors.toSet());
        if (others.isEmpty()) {
            return selection;
        }
        List<MailId> ids = new ArrayList<>(selection.ids());
        ledger.waiting()
                .map(Waiting::id)
                .filter(id -> others.stream().anyMatch(other -> id.value().startsWith(other.value() + "-")))
                .sorted()
                .forEach(ids::add);
        return selection.withIds(ids);
    }

    private Stream<MailId> selected(QueueSelection selection) {
        return ledger.waiting()
                .filter(this::waits)
                .filter(selection.quick(clock.instant()))
                .map(Waiting::id);
    }

    private boolean waits(Waiting entry) {
        return entry.relaying() || entry.held() || entry.notBefore() > clock.millis();
    }

    private QueueItem item(Entry entry) {
        return new QueueItem(
                entry.id(),
                entry.mail().reversePath(),
                entry.mail().recipients().stream().map(Recipient::address).toList(),
                entry.stage().destination(entry.mail().recipients().getFirst()),
                entry.mail().message().size(),
                entry.mail().origin().receivedAt(),
                entry.attempts(),
                entry.notBefore(),
                entry.lastReply(),
                entry.held(),
                entry.mail().envelope().parameters().priority(),
                state(entry));
    }

    private QueueState state(Entry entry) {
        if (entry.held()) {
            return QueueState.HELD;
        }
        return entry.notBefore().isAfter(clock.instant()) ? QueueState.DEFERRED : QueueState.ACTIVE;
    }

    /// What a change came to.
    ///
    /// @param ids that were changed
    /// @param busy how many were under way at that moment and stayed as they are
    public record Changed(List<MailId> ids, int busy) {
        public Changed {
            ids = List.copyOf(ids);
        }
    }
}
