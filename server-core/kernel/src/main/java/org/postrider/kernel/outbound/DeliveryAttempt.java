package org.postrider.kernel.outbound;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.event.EventLog;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
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
    // RFC 8689 §4.2.1: MX records count only where DNSSEC or MTA-STS vouches for them, which nobody looks at here.
    private static final Reply UNPROVEN = Reply.of(
            550, "5.7.30", "the sender requires TLS on the whole way, and nothing vouches for the domain's MX hosts");
    private static final Reply UNREACHABLE = Reply.of(451, "4.4.1", "no host of the destination answers");
    // RFC 2852 §4, RFC 3463 §3.5
    private static final Reply TIME_IS_OVER =
            Reply.of(550, "5.4.7", "it could not be delivered by the time its sender gave");

    private final Routes routes;
    private final Router router;
    private final Map<String, Transport> transports;
    private final Insistence ledger;
    private final RetrySchedule schedule;
    private final StatusReports reports;
    private final EventLog events;
    private final InstantSource clock;

    /// @param transports by name
    public DeliveryAttempt(
            Routes routes,
            Router router,
            Map<String, Transport> transports,
            Insistence ledger,
            RetrySchedule schedule,
            StatusReports reports,
            EventLog events,
            InstantSource clock) {
        this.routes = routes;
        this.router = router;
        this.transports = Map.copyOf(transports);
        this.ledger = ledger;
        this.schedule = schedule;
        this.reports = reports;
        this.events = events;
        this.clock = clock;
    }

    /// @param entry whose recipients all have one destination
    /// @param answer what it is told without being tried, because its destination is down
    /// @return what it says about the destination
    /// @throws IllegalStateException where the ledger could not be written: the entry stays
    Feedback make(Entry entry, Route route, Optional<Reply> answer) {
        Mail mail = entry.mail();
        Tried tried = isToBeReturned(mail)
                ? Tried.all(mail, "", TIME_IS_OVER)
                : answer.map(reply -> Tried.all(mail, "", reply)).orElseGet(() -> attempt(entry, route));
        settle(entry, route, tried);
        return tried.feedback();
    }

    // RFC 2852 §4: what was to be returned by now is not delivered any more.
    private boolean isToBeReturned(Mail mail) {
        Instant now = clock.instant();
        return mail.envelope()
                .parameters()
                .deliverBy()
                .filter(by -> by.mode() == DeliverBy.Mode.RETURN && !now.isBefore(by.deadline()))
                .isPresent();
    }

    private void settle(Entry entry, Route route, Tried tried) {
        Settlement settlement =
                new Settlement(entry, stageAfter(entry, route), clock.instant(), tried, schedule, reports);
        // A transport may be somebody's plugin: a recipient of which it says nothing is not forgotten.
        for (Recipient recipient : entry.mail().recipients()) {
            settlement.add(recipient, tried.replies().getOrDefault(recipient, NOT_TOLD));
        }
        ledger.replace(entry.id(), settlement.successors(), List.of());
        settlement.events().forEach(events::record);
    }

    // A route that is taken after another has failed is a destination of its own: the health, the limits and the line
    // of
    // the first one are not its.
    private Stage stageAfter(Entry entry, Route route) {
        return new Stage.Relaying(
                routes.way(entry.mail(), route, entry.attempts() + 1).route());
    }

    private Tried attempt(Entry entry, Route route) {
        Mail mail = entry.mail();
        Recipient first = mail.recipients().getFirst();
        Way way = routes.way(mail, route, entry.attempts());
        Transport transport = transports.get(way.transport());
        if (transport == null) {
            return Tried.all(mail, "", NO_TRANSPORT);
        }
        if (mail.envelope().parameters().requireTls() && way.hosts().isEmpty()) {
            return Tried.all(mail, "", UNPROVEN);
        }
        Hops hops = router.hops(way, first.address().domain(), transport);
        return switch (hops) {
            case Hops.None(var reason) -> Tried.all(mail, "", reason, Feedback.ofUnreachable(reason));
            case Hops.Found(var targets) -> oneAfterAnother(mail, targets, transport);
        };
    }

    private static Tried oneAfterAnother(Mail mail, List<Transport.Target> targets, Transport transport) {
        Tried last = Tried.all(mail, "", UNREACHABLE);
        for (Transport.Target target : targets) {
            switch (transport.deliver(target, mail)) {
                case Transport.Report.Answered answered -> {
                    return new Tried(
                            target.host(),
                            answered.replies(),
                            success(answered, transport),
                            Feedback.of(answered.replies()));
                }
                case Transport.Report.Unreachable(var reason) -> {
                    // RFC 5321 §5.1: the host that is down for now may take later what another never will.
                    if (last.host().isEmpty() || !last.isTransient() || !reason.permanentFailure()) {
                        last = Tried.all(mail, target.host(), reason, Feedback.ofUnreachable(reason));
                    }
                }
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
    record Tried(String host, Map<Recipient, Reply> replies, Optional<Notice.Action> success, Feedback feedback) {
        static Tried all(Mail mail, String host, Reply reply) {
            return all(mail, host, reply, new Feedback(Feedback.Kind.NONE, reply));
        }

        static Tried all(Mail mail, String host, Reply reply, Feedback feedback) {
            Map<Recipient, Reply> replies = new LinkedHashMap<>();
            mail.recipients().forEach(recipient -> replies.put(recipient, reply));
            return new Tried(host, replies, Optional.empty(), feedback);
        }

        boolean isTransient() {
            return feedback.reply().transientFailure();
        }
    }
}
