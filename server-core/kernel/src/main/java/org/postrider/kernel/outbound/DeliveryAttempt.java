package org.postrider.kernel.outbound;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.report.Notice;
import org.postrider.kernel.report.StatusReports;

/// One attempt to hand a mail to the hosts of its destination, and what follows from it. Thread-safe.
public final class DeliveryAttempt {
    /// Tells the processor `bounces` why another host refused a mail, in the reply's text form.
    public static final String FAILURE_ATTRIBUTE = "postrider.failure";

    private static final Reply NO_TRANSPORT =
            Reply.of(451, "4.3.5", "the transport of this mail is not installed here now");
    private static final Reply NOT_TOLD =
            Reply.of(451, "4.3.0", "the transport did not say what became of this recipient");
    private static final Reply UNREACHABLE = Reply.of(451, "4.4.1", "no host of the destination answers");

    private final Router router;
    private final Map<String, Transport> transports;
    private final Ledger ledger;
    private final RetrySchedule schedule;
    private final StatusReports reports;
    private final EventLog events;
    private final InstantSource clock;

    /// @param transports by name
    public DeliveryAttempt(
            Router router,
            Map<String, Transport> transports,
            Ledger ledger,
            RetrySchedule schedule,
            StatusReports reports,
            EventLog events,
            InstantSource clock) {
        this.router = router;
        this.transports = Map.copyOf(transports);
        this.ledger = ledger;
        this.schedule = schedule;
        this.reports = reports;
        this.events = events;
        this.clock = clock;
    }

    /// @param entry whose recipients all have one destination
    /// @throws IllegalStateException where the ledger could not be written: the entry stays
    void make(Entry entry, Route route) {
        Tried tried = attempt(entry.mail(), route);
        Settlement settlement = new Settlement(entry, clock.instant(), tried);
        // A transport may be somebody's plugin: a recipient of which it says nothing is not forgotten.
        for (Recipient recipient : entry.mail().recipients()) {
            settlement.add(recipient, tried.replies().getOrDefault(recipient, NOT_TOLD));
        }
        try {
            ledger.replace(entry.id(), settlement.successors(), List.of());
        } catch (IOException e) {
            throw new IllegalStateException("the journal does not take what became of " + entry.id(), e);
        }
        settlement.events().forEach(events::record);
    }

    private Tried attempt(Mail mail, Route route) {
        Transport transport = transports.get(route.transport());
        if (transport == null) {
            return Tried.all(mail, "", NO_TRANSPORT);
        }
        Hops hops = router.hops(route, mail.recipients().getFirst().address().domain(), transport.defaultPort());
        return switch (hops) {
            case Hops.None(var reason) -> Tried.all(mail, "", reason);
            case Hops.Found(var targets) -> oneAfterAnother(mail, targets, transport);
        };
    }

    private static Tried oneAfterAnother(Mail mail, List<Transport.Target> targets, Transport transport) {
        Tried last = Tried.all(mail, "", UNREACHABLE);
        for (Transport.Target target : targets) {
            switch (transport.deliver(target, mail)) {
                case Transport.Report.Answered answered -> {
                    return new Tried(target.host(), answered.replies(), success(answered, transport));
                }
                case Transport.Report.Unreachable(var reason) -> last = Tried.all(mail, target.host(), reason);
            }
        }
        return last;
    }

    // RFC 3461 §5.2.2: a host that takes DSN tells the sender itself; for one that does not, we do.
    private static Optional<Notice.Action> success(Transport.Report.Answered answered, Transport transport) {
        if (answered.tellsSender()) {
            return Optional.empty();
        }
        return Optional.of(transport.isFinal() ? Notice.Action.DELIVERED : Notice.Action.RELAYED);
    }

    /// @param host that answered last; empty where none did
    /// @param success what senders are told of recipients for whom the host took it
    private record Tried(String host, Map<Recipient, Reply> replies, Optional<Notice.Action> success) {
        static Tried all(Mail mail, String host, Reply reply) {
            Map<Recipient, Reply> replies = new LinkedHashMap<>();
            mail.recipients().forEach(recipient -> replies.put(recipient, reply));
            return new Tried(host, replies, Optional.empty());
        }
    }

    /// What the replies mean for the entry. Confined to one thread.
    private final class Settlement {
        private final Entry entry;
        private final String host;
        private final Optional<Notice.Action> success;
        private final List<Notice> notices = new ArrayList<>();
        private final Optional<Instant> next;
        private final List<Recipient> deferred = new ArrayList<>();
        private final Map<Reply, List<Recipient>> failed = new LinkedHashMap<>();
        private final List<MailEvent> happened = new ArrayList<>();
        private final Instant now;
        private Reply lastReply = UNREACHABLE;

        Settlement(Entry entry, Instant now, Tried tried) {
            this.entry = entry;
            this.now = now;
            this.host = tried.host();
            this.success = tried.success();
            this.next = schedule.next(entry.mail().origin().receivedAt(), now, entry.attempts() + 1);
        }

        void add(Recipient recipient, Reply reply) {
            if (reply.positive()) {
                success.ifPresent(action -> notices.add(notice(recipient, action, reply)));
                happened.add(new MailEvent.Sent(entry.id(), recipient.address(), host, reply));
            } else if (reply.permanentFailure()) {
                failed.computeIfAbsent(reply, _ -> new ArrayList<>()).add(recipient);
            } else if (next.isPresent()) {
                lastReply = reply;
                deferred.add(recipient);
                happened.add(new MailEvent.Deferred(entry.id(), recipient.address(), reply));
            } else {
                failed.computeIfAbsent(tooLate(reply), _ -> new ArrayList<>()).add(recipient);
            }
        }

        List<Entry> successors() {
            List<Entry> successors = new ArrayList<>();
            if (!deferred.isEmpty()) {
                successors.add(entry.deferred(waiting(), next.orElseThrow(), lastReply));
            }
            failed.forEach((reply, recipients) -> {
                Mail told = entry.mail()
                        .withRecipients(recipients)
                        .withAttribute(FAILURE_ATTRIBUTE, reply.toString())
                        .withId(childId(successors));
                Mail named = host.isEmpty() ? told : told.withAttribute(StatusReports.HOST_ATTRIBUTE, host);
                successors.add(Entry.due(named, new Stage.Processing(Pipeline.BOUNCES), now));
            });
            if (!notices.isEmpty()) {
                reports.report(childId(successors), notices)
                        .ifPresent(
                                report -> successors.add(Entry.due(report, new Stage.Processing(Pipeline.ROOT), now)));
            }
            return successors;
        }

        private MailId childId(List<Entry> successors) {
            return entry.id().child((entry.attempts() << 16) + 0x8000 + successors.size());
        }

        // Its sender is told once, when it has waited long.
        private Mail waiting() {
            Mail rest = entry.mail().withRecipients(deferred);
            if (!reports.delayIsDue(rest)) {
                return rest;
            }
            Instant until = rest.origin().receivedAt().plus(schedule.giveUpAfter());
            Mail told = host.isEmpty() ? rest : rest.withAttribute(StatusReports.HOST_ATTRIBUTE, host);
            notices.add(Notice.delayed(told, lastReply, until));
            return StatusReports.withDelayTold(rest);
        }

        private Notice notice(Recipient recipient, Notice.Action action, Reply reply) {
            Mail told =
                    entry.mail().withRecipients(List.of(recipient)).withAttribute(StatusReports.HOST_ATTRIBUTE, host);
            return new Notice(told, action, reply, Optional.empty());
        }

        List<MailEvent> events() {
            return happened;
        }

        // RFC 3463 §3.5: 5.4.7, delivery time expired
        private static Reply tooLate(Reply last) {
            return Reply.of(550, "5.4.7", "it could not be delivered in time; the last answer was: " + last);
        }
    }
}
