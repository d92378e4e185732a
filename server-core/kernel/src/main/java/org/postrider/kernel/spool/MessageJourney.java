package org.postrider.kernel.spool;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.metrics.CallTimes;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.pipeline.WayLog;
import org.postrider.kernel.pipeline.WayStep;
import org.postrider.kernel.report.Notice;
import org.postrider.kernel.report.StatusReports;

/// What happens to a message, from when it is due until it is done. Read it downwards: process, route, deliver, settle,
/// announce. `docs/flow.md` tells the same in prose, under the same headings.
///
/// Before it stands the session that received the message and the spool that made it durable; after it the outbound
/// queue, which has its own class, because it waits. Nothing here is final until `settle`: a crash before that has it
/// all done again, and each step bears that.
public final class MessageJourney {
    private final LivePipeline pipeline;
    private final Routes routes;
    private final MailboxDelivery mailboxes;
    private final Insistence ledger;
    private final StatusReports reports;
    private final RetrySchedule schedule;
    private final EventLog events;
    private final WayLog ways;
    private final CallTimes storeTimes;
    private final InstantSource clock;

    /// @param pipeline the present one; each journey ends on the one on which it began
    /// @param storeTimes of a mail into the mailboxes of all its recipients
    public MessageJourney(
            LivePipeline pipeline,
            Routes routes,
            MailStore store,
            Insistence ledger,
            StatusReports reports,
            RetrySchedule schedule,
            EventLog events,
            WayLog ways,
            CallTimes storeTimes,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.routes = routes;
        this.mailboxes = new MailboxDelivery(store, clock);
        this.ledger = ledger;
        this.reports = reports;
        this.schedule = schedule;
        this.events = events;
        this.ways = ways;
        this.storeTimes = storeTimes;
        this.clock = clock;
    }

    /// One try. Afterwards the ledger has the entry's successors in its place, or, where even that failed,
    /// the entry.
    ///
    /// @throws IllegalStateException where the ledger could not be written: the entry stays
    void travel(Entry entry) {
        Result result = new Result(entry, clock.instant());
        // Until all is settled: what a mailet made of the content may need its plugin.
        try (LivePipeline.Visit visit = pipeline.enter()) {
            for (Fate fate : process(entry, visit.pipeline(), result)) {
                route(fate, result);
            }
            report(result);
            settle(result);
            announce(result);
        }
    }

    // The pipeline says what becomes of the mail; nothing of it has happened yet.
    private List<Fate> process(Entry entry, Pipeline present, Result result) {
        return switch (entry.stage()) {
            case Stage.Processing(var processor) ->
                ways.wantsSteps()
                        ? present.run(entry.mail(), processor, result.steps)
                        : present.run(entry.mail(), processor);
            case Stage.Storing(var mailbox, var flags) -> List.of(new Fate.Stored(entry.mail(), mailbox, flags));
            case Stage.Relaying _ -> throw new IllegalArgumentException(entry.id() + " is the outbound queue's");
        };
    }

    private void route(Fate fate, Result result) {
        switch (fate) {
            case Fate.Stored stored -> deliver(stored, result);
            case Fate.Relayed(var mail, var route) -> routes.spread(mail, route).forEach(result::relay);
            case Fate.Bounced(var mail, var reason) -> result.notices.add(Notice.failed(mail, reason));
            case Fate.Retried(var mail, var processor, var reason) ->
                retry(mail, new Stage.Processing(processor), reason, result);
            case Fate.Expanded(var mail) -> result.notices.add(Notice.expanded(mail));
            case Fate.Delayed(var mail, var processor, var until, var reason) ->
                delay(mail, new Stage.Processing(processor), until, reason, result);
            case Fate.Discarded(var mail, var reason) ->
                result.tell(mail, each -> new MailEvent.Discarded(mail.id(), each, reason));
            case Fate.Done(var mail, var destination) -> {
                result.notices.add(Notice.delivered(mail));
                result.tell(mail, each -> new MailEvent.Delivered(mail.id(), each, destination));
            }
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
        long began = System.nanoTime();
        Map<Recipient, Reply> refused = mailboxes.store(traced, fate.mailbox(), fate.flags());
        storeTimes.since(began);
        List<Recipient> delivered = mail.recipients().stream()
                .filter(recipient -> !refused.containsKey(recipient))
                .toList();
        Map<Reply, List<Recipient>> failed = new LinkedHashMap<>();
        refused.forEach((recipient, reply) ->
                failed.computeIfAbsent(reply, _ -> new ArrayList<>()).add(recipient));
        if (!delivered.isEmpty()) {
            Mail theirs = mail.withRecipients(delivered);
            result.delivered.add(new Ledger.Delivered(theirs, fate.mailbox(), fate.flags()));
            if (!result.isRepeated()) {
                result.notices.add(Notice.delivered(theirs));
            }
            result.tell(
                    theirs,
                    each -> new MailEvent.Delivered(
                            mail.id(), each, fate.mailbox().toString()));
        }
        failed.forEach((reply, recipients) -> {
            Mail theirs = mail.withRecipients(recipients)
                    .withAttribute(
                            Stage.DELIVERY_ATTRIBUTE, Stage.deliveryId(mail).value());
            retry(theirs, new Stage.Storing(fate.mailbox(), fate.flags()), reply, result);
        });
    }

    // On purpose, so however long it takes.
    private void delay(Mail mail, Stage stage, Instant until, String reason, Result result) {
        Reply told = Reply.of(451, "4.7.0", reason);
        result.later.add(new Later(mail, stage, until, told));
        result.tell(mail, each -> new MailEvent.Deferred(mail.id(), each, told));
    }

    // Later, or, when it has waited long enough, never.
    private void retry(Mail mail, Stage stage, Reply reason, Result result) {
        int attempts = result.entry.attempts() + 1;
        Optional<Instant> next = schedule.next(mail.origin().receivedAt(), result.now, attempts);
        if (next.isPresent()) {
            boolean delayTold = reports.delayIsDue(mail);
            if (delayTold) {
                result.notices.add(
                        Notice.delayed(mail, reason, mail.origin().receivedAt().plus(schedule.giveUpAfter())));
            }
            Mail waiting = delayTold ? StatusReports.withDelayTold(mail) : mail;
            result.later.add(new Later(waiting, stage, next.get(), reason));
            result.tell(mail, each -> new MailEvent.Deferred(mail.id(), each, reason));
        } else {
            result.notices.add(Notice.failed(mail, reason));
        }
    }

    // One report to each sender for all that failed now, a mail of its own (RFC 3464), and one for what else it asked
    // for.
    private void report(Result result) {
        Map<Addressee, List<Notice>> byAddressee = new LinkedHashMap<>();
        for (Notice notice : result.notices) {
            byAddressee
                    .computeIfAbsent(Addressee.of(notice), _ -> new ArrayList<>())
                    .add(notice);
        }
        byAddressee.forEach((addressee, notices) -> {
            Optional<Mail> report = reports.report(result.childId(), notices);
            report.ifPresent(
                    mail -> result.successors.add(Entry.due(mail, new Stage.Processing(Pipeline.ROOT), result.now)));
            if (addressee.failure()) {
                notices.forEach(notice -> result.tell(
                        notice.mail(),
                        each -> new MailEvent.Bounced(notice.mail().id(), each, notice.reply(), report.map(Mail::id))));
            }
        });
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
        ledger.replace(result.entry.id(), result.successors, result.delivered);
    }

    private void announce(Result result) {
        if (result.entry.stage() instanceof Stage.Processing) {
            ways.processed(result.entry.mail(), result.steps);
        }
        result.queued.forEach(ways::queued);
        result.events.forEach(events::record);
    }

    private record Addressee(ReversePath sender, boolean failure) {
        static Addressee of(Notice notice) {
            return new Addressee(notice.mail().reversePath(), notice.action() == Notice.Action.FAILED);
        }
    }

    private record Later(Mail mail, Stage stage, Instant until, Reply reason) {}

    /// What one try has come to so far.
    private static final class Result {
        private final Entry entry;
        private final Instant now;
        private final List<Entry> successors = new ArrayList<>();
        private final List<Later> later = new ArrayList<>();
        private final List<Notice> notices = new ArrayList<>();
        private final List<Ledger.Delivered> delivered = new ArrayList<>();
        private final List<MailEvent> events = new ArrayList<>();
        private final List<WayStep> steps = new ArrayList<>();
        private final Map<MailId, Fate.Relayed> queued = new LinkedHashMap<>();
        private int children;

        Result(Entry entry, Instant now) {
            this.entry = entry;
            this.now = now;
        }

        void tell(Mail mail, Function<MailAddress, MailEvent> event) {
            mail.recipients().forEach(each -> events.add(event.apply(each.address())));
        }

        void relay(Fate.Relayed part) {
            MailId id = childId();
            successors.add(Entry.due(part.mail().withId(id), new Stage.Relaying(part.route()), now));
            queued.put(id, part);
        }

        // True where the delivery was made and reported, and then the power failed.
        boolean isRepeated() {
            return entry.stage() instanceof Stage.Storing && entry.attempts() == 0;
        }

        // Never one that an earlier try of the same entry gave away.
        MailId childId() {
            return entry.id().child((entry.attempts() << 16) + ++children);
        }
    }
}
