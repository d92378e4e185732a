package org.postrider.kernel.spool;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.report.FailureReports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to a message, from when it is due until it is done. Read it downwards: process, route, deliver, settle,
/// announce. `docs/flow.md` tells the same in prose, under the same headings.
///
/// Before it stands the session that received the message and the spool that made it durable; after it the outbound
/// queue, which has its own class, because it waits. Nothing here is final until `settle`: a crash before that has it
/// all done again, and each step bears that.
public final class MessageJourney {
    private static final Logger LOG = LoggerFactory.getLogger(MessageJourney.class);

    private final AtomicReference<Pipeline> pipeline;
    private final MailStore store;
    private final Ledger ledger;
    private final FailureReports reports;
    private final RetrySchedule schedule;
    private final EventLog events;
    private final InstantSource clock;

    /// @param pipeline the present one; each journey ends on the one on which it began
    public MessageJourney(
            AtomicReference<Pipeline> pipeline,
            MailStore store,
            Ledger ledger,
            FailureReports reports,
            RetrySchedule schedule,
            EventLog events,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.store = store;
        this.ledger = ledger;
        this.reports = reports;
        this.schedule = schedule;
        this.events = events;
        this.clock = clock;
    }

    /// One try. Afterwards the ledger has the entry's successors in its place, or, where even that failed,
    /// the entry.
    ///
    /// @throws IllegalStateException where the ledger could not be written: the entry stays
    void travel(Entry entry) {
        Result result = new Result(entry, clock.instant());
        for (Fate fate : process(entry)) {
            route(fate, result);
        }
        report(result);
        settle(result);
        announce(result);
    }

    // The pipeline says what becomes of the mail; nothing of it has happened yet.
    private List<Fate> process(Entry entry) {
        return switch (entry.stage()) {
            case Stage.Processing(var processor) -> pipeline.get().run(entry.mail(), processor);
            case Stage.Storing(var mailbox, var flags) -> List.of(new Fate.Stored(entry.mail(), mailbox, flags));
            case Stage.Relaying _ -> throw new IllegalArgumentException(entry.id() + " is the outbound queue's");
        };
    }

    private void route(Fate fate, Result result) {
        switch (fate) {
            case Fate.Stored stored -> deliver(stored, result);
            case Fate.Relayed(var mail, var route) -> result.succeed(mail, new Stage.Relaying(route));
            case Fate.Bounced(var mail, var reason) -> result.bounced.add(new Failure(mail, reason));
            case Fate.Retried(var mail, var processor, var reason) ->
                retry(mail, new Stage.Processing(processor), reason, result);
            case Fate.Discarded(var mail, var reason) ->
                mail.recipients()
                        .forEach(each -> result.events.add(new MailEvent.Discarded(mail.id(), each.address(), reason)));
            case Fate.Done(var mail, var destination) ->
                mail.recipients()
                        .forEach(each ->
                                result.events.add(new MailEvent.Delivered(mail.id(), each.address(), destination)));
        }
    }

    // Into a mailbox of each recipient. A delivery has a name: made again after a crash, it finds itself done.
    private void deliver(Fate.Stored fate, Result result) {
        Mail mail = fate.mail();
        // RFC 5321 §4.4: final delivery puts the reverse-path at the top. What stands below stays as it is.
        HeaderField returnPath =
                HeaderField.of("Return-Path", mail.reversePath().toString());
        Content content = mail.message().content();
        Mail traced = mail.withMessage(Message.of(Content.concat(List.of(Content.of(returnPath.octets()), content))));
        List<Recipient> delivered = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            try {
                store(traced, recipient, fate);
                delivered.add(recipient);
                result.events.add(new MailEvent.Delivered(
                        mail.id(), recipient.address(), fate.mailbox().toString()));
            } catch (StoreException e) {
                LOG.warn("{} cannot be stored for {}: {}", mail.id(), recipient, e.getMessage(), e);
                Mail his = mail.withRecipients(List.of(recipient))
                        .withAttribute(
                                Stage.DELIVERY_ATTRIBUTE, Stage.deliveryId(mail).value());
                retry(his, new Stage.Storing(fate.mailbox(), fate.flags()), replyTo(e), result);
            }
        }
        if (!delivered.isEmpty()) {
            result.delivered.add(new Ledger.Delivered(mail.withRecipients(delivered), fate.mailbox(), fate.flags()));
        }
    }

    private void store(Mail mail, Recipient recipient, Fate.Stored fate) throws StoreException {
        try (Mailbox mailbox = store.account(recipient.address()).open(fate.mailbox())) {
            mailbox.append(new Mailbox.NewMessage(
                    mail.message().content(),
                    fate.flags(),
                    Optional.of(clock.instant()),
                    Optional.of(new DeliveryName(Stage.deliveryId(mail), recipient.address())),
                    false));
        }
    }

    private static Reply replyTo(StoreException failure) {
        return switch (failure.kind()) {
            case OVER_QUOTA -> Reply.of(452, "4.2.2", "the mailbox is full");
            case NOT_FOUND, ALREADY_EXISTS, CONFLICT, INVALID, TEMPORARY, DAMAGED ->
                Reply.of(451, "4.2.0", "the mailbox cannot be written now");
        };
    }

    // Later, or, when it has waited long enough, never.
    private void retry(Mail mail, Stage stage, Reply reason, Result result) {
        int attempts = result.entry.attempts() + 1;
        Optional<Instant> next = schedule.next(mail.origin().receivedAt(), result.now, attempts);
        if (next.isPresent()) {
            result.later.add(new Later(mail, stage, next.get(), reason));
            mail.recipients()
                    .forEach(each -> result.events.add(new MailEvent.Deferred(mail.id(), each.address(), reason)));
        } else {
            result.bounced.add(new Failure(mail, reason));
        }
    }

    // A report, a mail of its own (RFC 3464), for all that failed for the same reason at the same place.
    private void report(Result result) {
        for (Failure failure : result.bounced) {
            Optional<Mail> report = reports.report(result.childId(), failure.mail(), failure.reason());
            report.ifPresent(
                    mail -> result.successors.add(Entry.due(mail, new Stage.Processing(Pipeline.ROOT), result.now)));
            for (Recipient recipient : failure.mail().recipients()) {
                result.events.add(new MailEvent.Bounced(
                        failure.mail().id(), recipient.address(), failure.reason(), report.map(Mail::id)));
            }
        }
    }

    // The one moment at which the old state ends and the new one begins.
    private void settle(Result result) {
        for (Later later : result.later) {
            MailId id = result.later.size() == 1 ? result.entry.id() : result.childId();
            int attempts = result.entry.attempts() + 1;
            result.successors.add(new Entry(
                    later.mail().withId(id),
                    later.stage(),
                    later.until(),
                    attempts,
                    Optional.of(later.reason()),
                    false));
        }
        try {
            ledger.replace(result.entry.id(), result.successors, result.delivered);
        } catch (IOException e) {
            throw new IllegalStateException("the journal does not take what became of " + result.entry.id(), e);
        }
    }

    private void announce(Result result) {
        result.events.forEach(events::record);
    }

    private record Failure(Mail mail, Reply reason) {}

    private record Later(Mail mail, Stage stage, Instant until, Reply reason) {}

    /// What one try has come to so far.
    private static final class Result {
        private final Entry entry;
        private final Instant now;
        private final List<Entry> successors = new ArrayList<>();
        private final List<Later> later = new ArrayList<>();
        private final List<Failure> bounced = new ArrayList<>();
        private final List<Ledger.Delivered> delivered = new ArrayList<>();
        private final List<MailEvent> events = new ArrayList<>();
        private int children;

        Result(Entry entry, Instant now) {
            this.entry = entry;
            this.now = now;
        }

        void succeed(Mail mail, Stage stage) {
            successors.add(Entry.due(mail.withId(childId()), stage, now));
        }

        // Never one that an earlier try of the same entry gave away.
        MailId childId() {
            return entry.id().child((entry.attempts() << 16) + ++children);
        }
    }
}
