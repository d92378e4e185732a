package org.postrider.kernel.outbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.RetrySchedule;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.ledger.Waiting;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.report.Notice;
import org.postrider.kernel.report.StatusReports;

/// What the replies to one attempt mean for the entry. Confined to one thread.
final class Settlement {
    private final Entry entry;
    private final Stage stageAfter;
    private final Instant now;
    private final String host;
    private final RetrySchedule schedule;
    private final StatusReports reports;
    private final Optional<Notice.Action> success;
    private final Optional<Instant> next;

    private final List<Notice> notices = new ArrayList<>();
    private final List<Recipient> deferred = new ArrayList<>();
    private final List<Recipient> tooMany = new ArrayList<>();
    private final Map<MailAddress, Reply> replies = new LinkedHashMap<>();
    private final Map<Reply, List<Recipient>> failed = new LinkedHashMap<>();
    private final List<MailEvent> happened = new ArrayList<>();
    private boolean anyTaken;

    /// @param stageAfter the stage of what is deferred: the way of its next attempt
    Settlement(
            Entry entry,
            Stage stageAfter,
            Instant now,
            DeliveryAttempt.Tried tried,
            RetrySchedule schedule,
            StatusReports reports) {
        this.entry = entry;
        this.stageAfter = stageAfter;
        this.now = now;
        this.host = tried.host();
        this.schedule = schedule;
        this.reports = reports;
        this.success = tried.success();
        this.next = schedule.next(Waiting.since(entry.mail()), now, entry.attempts() + 1);
    }

    void add(Recipient recipient, Reply reply) {
        if (reply.positive()) {
            anyTaken = true;
            success.ifPresent(action -> notices.add(notice(recipient, action, reply)));
            happened.add(new MailEvent.Sent(entry.id(), recipient.address(), host, reply));
        } else if (reply.permanentFailure()) {
            fail(recipient, reply);
        } else if (next.isPresent()) {
            replies.put(recipient.address(), reply);
            (isTooMany(reply) ? tooMany : deferred).add(recipient);
            happened.add(new MailEvent.Deferred(entry.id(), recipient.address(), reply));
        } else {
            fail(recipient, tooLate(reply));
        }
    }

    List<Entry> successors() {
        List<Entry> successors = new ArrayList<>();
        if (!anyTaken) {
            deferred.addAll(tooMany);
            tooMany.clear();
        }
        if (!deferred.isEmpty()) {
            successors.add(later());
        }
        if (!tooMany.isEmpty()) {
            // RFC 5321 §4.5.3.1.10: the rest goes in a transaction of its own, at once. Under an id of its own: it has
            // as many attempts as this entry, and what comes of both is numbered by these.
            Mail rest = entry.mail().withRecipients(tooMany).withId(childId(successors));
            successors.add(new Entry(rest, entry.stage(), now, entry.tries(), false));
        }
        failed.forEach((reply, recipients) -> {
            Mail told = entry.mail()
                    .withRecipients(recipients)
                    .withAttribute(DeliveryAttempt.FAILURE_ATTRIBUTE, reply.toString())
                    .withId(childId(successors));
            successors.add(Entry.due(named(told), new Stage.Processing(Pipeline.BOUNCES), now));
        });
        if (!notices.isEmpty()) {
            reports.report(childId(successors), notices)
                    .ifPresent(report -> successors.add(Entry.due(report, new Stage.Processing(Pipeline.ROOT), now)));
        }
        return successors;
    }

    List<MailEvent> events() {
        return happened;
    }

    private void fail(Recipient recipient, Reply reply) {
        failed.computeIfAbsent(reply, _ -> new ArrayList<>()).add(recipient);
    }

    private Entry later() {
        Reply last = reply(deferred.getLast());
        Map<MailAddress, Reply> others = new LinkedHashMap<>();
        for (Recipient recipient : deferred) {
            if (!reply(recipient).equals(last)) {
                others.put(recipient.address(), reply(recipient));
            }
        }
        return entry.deferred(waiting(last), nextTry(last), last, Optional.of(now), others)
                .withStage(stageAfter);
    }

    // A host that greylists says sometimes when to come again.
    private Instant nextTry(Reply last) {
        Instant planned = next.orElseThrow();
        Optional<Instant> said = ReplyClass.of(last) == ReplyClass.GREYLISTED
                ? ReplyClass.wait(last).map(now::plus)
                : Optional.empty();
        return said.filter(planned::isAfter).orElse(planned);
    }

    // Its sender is told once, when it has waited long; and when it wanted to know by now (RFC 2852 §4).
    private Mail waiting(Reply last) {
        Mail rest = entry.mail().withRecipients(deferred);
        boolean late = isLate(rest);
        if (!late && !reports.delayIsDue(rest)) {
            return rest;
        }
        Instant until = Waiting.since(rest).plus(schedule.giveUpAfter());
        notices.add(Notice.delayed(named(rest), last, until));
        return StatusReports.withDelayTold(late ? withoutDeliverBy(rest) : rest);
    }

    private boolean isLate(Mail mail) {
        return mail.envelope()
                .parameters()
                .deliverBy()
                .filter(by -> by.mode() == DeliverBy.Mode.NOTIFY && !now.isBefore(by.deadline()))
                .isPresent();
    }

    private static Mail withoutDeliverBy(Mail mail) {
        MailParameters parameters = mail.envelope().parameters().withDeliverBy(Optional.empty());
        return mail.withEnvelope(new Envelope(mail.reversePath(), mail.recipients(), parameters));
    }

    private Notice notice(Recipient recipient, Notice.Action action, Reply reply) {
        return new Notice(named(entry.mail().withRecipients(List.of(recipient))), action, reply, Optional.empty());
    }

    private Mail named(Mail mail) {
        return host.isEmpty() ? mail : mail.withAttribute(StatusReports.HOST_ATTRIBUTE, host);
    }

    private MailId childId(List<Entry> successors) {
        return entry.id().child((entry.attempts() << 16) + 0x8000 + successors.size());
    }

    private Reply reply(Recipient recipient) {
        return Objects.requireNonNull(replies.get(recipient.address()));
    }

    private static boolean isTooMany(Reply reply) {
        return reply.code() == 452 && reply.status().equals("4.5.3");
    }

    // RFC 3463 §3.5: 5.4.7, delivery time expired
    private static Reply tooLate(Reply last) {
        return Reply.of(550, "5.4.7", "it could not be delivered in time; the last answer was: " + last);
    }
}
