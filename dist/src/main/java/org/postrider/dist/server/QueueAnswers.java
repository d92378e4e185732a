package org.postrider.dist.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.control.ControlCommand;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.control.ControlStream;
import org.postrider.kernel.outbound.Standing;
import org.postrider.kernel.queue.AgeHistogram;
import org.postrider.kernel.queue.MailQueue;
import org.postrider.kernel.queue.QueueDetail;
import org.postrider.kernel.queue.QueueItem;
import org.postrider.kernel.queue.QueueSelection;
import org.postrider.kernel.queue.QueueState;

/// The queue as the control socket and `--json` show it.
final class QueueAnswers {
    private static final int ROWS_MAX = 1000;
    private static final int PARTS_SHOWN_MAX = 20;

    private final MailQueue queue;

    QueueAnswers(MailQueue queue) {
        this.queue = queue;
    }

    Map<String, ControlCommand> commands() {
        return Map.of(
                "queue-flush", arguments -> Map.of("mails", queue.flush(selection(arguments))),
                "queue-show", this::show,
                "queue-why", this::why,
                "queue-histogram", this::histogram,
                "queue-hold", arguments -> changed(queue.hold(selection(arguments))),
                "queue-release", arguments -> changed(queue.release(selection(arguments))),
                "queue-requeue", arguments -> changed(queue.requeue(selection(arguments))),
                "queue-delete", arguments -> changed(queue.delete(selection(arguments))));
    }

    Map<String, ControlStream> streams() {
        return Map.of("queue-list", this::list);
    }

    private void list(Map<String, Object> arguments, Consumer<Map<String, Object>> items) throws ControlException {
        long limit = number(arguments, "limit", Long.MAX_VALUE);
        queue.list(selection(arguments), limit, item -> items.accept(members(item)));
    }

    private Map<String, Object> show(Map<String, Object> arguments) throws ControlException {
        MailId id = id(arguments.get("id"));
        List<MailId> parts = queue.named(id);
        if (parts.size() > 1) {
            throw new ControlException(id + " waits in parts; show one of them: "
                    + parts.stream().limit(PARTS_SHOWN_MAX).map(MailId::value).collect(Collectors.joining(", ")));
        }
        return parts.stream()
                .findFirst()
                .flatMap(queue::show)
                .map(QueueAnswers::members)
                .orElseThrow(() -> unknown(id));
    }

    private Map<String, Object> why(Map<String, Object> arguments) throws ControlException {
        Optional<String> destination = text(arguments, "destination");
        if (destination.isEmpty()) {
            MailId id = id(arguments.get("id"));
            List<Map<String, String>> reasons = queue.named(id).stream()
                    .flatMap(part -> queue.why(part).map(why -> Map.of("id", part.value(), "why", why)).stream())
                    .toList();
            if (reasons.isEmpty()) {
                throw unknown(id);
            }
            return Map.of("reasons", reasons);
        }
        List<Standing> standings = queue.standings(destination.get());
        if (standings.isEmpty()) {
            throw new ControlException("no mail waits for " + destination.get());
        }
        return Map.of("reasons", standings.stream().map(this::members).toList());
    }

    private Map<String, Object> histogram(Map<String, Object> arguments) throws ControlException {
        AgeHistogram histogram = queue.histogram((int) Math.min(ROWS_MAX, number(arguments, "limit", ROWS_MAX)));
        return Map.of(
                "minutes", histogram.limits().stream().map(Duration::toMinutes).toList(),
                "total", members(histogram.total()),
                "destinations",
                        histogram.rows().stream().map(QueueAnswers::members).toList());
    }

    private static Map<String, Object> changed(MailQueue.Changed changed) {
        return Map.of("mails", changed.ids().size(), "busy", changed.busy());
    }

    private static QueueSelection selection(Map<String, Object> arguments) throws ControlException {
        List<MailId> ids = arguments.get("ids") instanceof List<?> given ? all(given, QueueAnswers::id) : List.of();
        return new QueueSelection(
                ids,
                text(arguments, "destination"),
                text(arguments, "sender"),
                text(arguments, "recipient"),
                arguments.containsKey("olderThan")
                        ? Optional.of(Duration.ofSeconds(number(arguments, "olderThan", 0)))
                        : Optional.empty(),
                text(arguments, "state").map(name -> QueueState.valueOf(name.toUpperCase(Locale.ROOT))));
    }

    private static List<MailId> all(List<?> given, Parser parser) throws ControlException {
        List<MailId> ids = new ArrayList<>();
        for (Object each : given) {
            ids.add(parser.parse(each));
        }
        return ids;
    }

    private interface Parser {
        MailId parse(Object value) throws ControlException;
    }

    private static MailId id(@Nullable Object value) throws ControlException {
        try {
            return new MailId(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new ControlException(e.getMessage() + "; postrider queue list shows the ids");
        }
    }

    private static ControlException unknown(MailId id) {
        return new ControlException("no mail " + id + " waits; postrider queue list shows those that do, and postrider"
                + " message trace " + id + " what became of it");
    }

    private static Optional<String> text(Map<String, Object> arguments, String name) {
        return Optional.ofNullable(arguments.get(name)).map(String::valueOf);
    }

    private static long number(Map<String, Object> arguments, String name, long otherwise) throws ControlException {
        return switch (arguments.get(name)) {
            case null -> otherwise;
            case Number number -> number.longValue();
            default -> throw new ControlException(name + " is a number");
        };
    }

    private static Map<String, Object> members(QueueItem item) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", item.id().value());
        members.put("from", item.sender().toString());
        members.put("to", item.recipients().stream().map(MailAddress::toString).toList());
        members.put("destination", item.destination());
        members.put("size", item.octets());
        members.put("received", item.received().toString());
        members.put("attempts", item.attempts());
        members.put("nextAttempt", item.nextAttempt().toString());
        members.put("lastReply", item.lastReply().map(Reply::toString).orElse("not tried yet"));
        members.put("held", item.held());
        members.put("priority", item.priority());
        members.put("state", item.state().name().toLowerCase(Locale.ROOT));
        return members;
    }

    private static Map<String, Object> members(QueueDetail detail) {
        Map<String, Object> members = members(detail.item());
        members.put("queued", detail.queued().toString());
        detail.lastAttempt().ifPresent(when -> members.put("lastAttempt", when.toString()));
        members.put("givenUp", detail.givenUp().toString());
        members.put(
                "recipients",
                detail.recipients().stream()
                        .map(status -> Map.of(
                                "address", status.recipient().toString(),
                                "lastReply", status.reply().map(Reply::toString).orElse("not tried yet")))
                        .toList());
        members.put("parameters", members(detail.parameters()));
        members.put("protocol", detail.origin().protocol());
        members.put("listener", detail.origin().listener());
        detail.origin().client().ifPresent(client -> members.put("client", client.getHostAddress()));
        detail.origin().user().ifPresent(user -> members.put("user", user.toString()));
        members.put("attributes", detail.attributes());
        members.put("why", detail.why());
        return members;
    }

    private static Map<String, Object> members(MailParameters parameters) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("body", parameters.body().keyword());
        members.put("smtpUtf8", parameters.smtpUtf8());
        members.put("requireTls", parameters.requireTls());
        parameters.ret().ifPresent(ret -> members.put("ret", ret.name()));
        parameters.envelopeId().ifPresent(id -> members.put("envid", id));
        parameters.holdUntil().ifPresent(until -> members.put("holdUntil", until.toString()));
        parameters.deliverBy().ifPresent(by -> {
            members.put("deliverBy", by.deadline().toString());
            members.put("deliverByMode", String.valueOf(by.mode().letter()));
        });
        members.put("priority", parameters.priority());
        return members;
    }

    private Map<String, Object> members(Standing standing) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("destination", standing.destination());
        members.put("mails", standing.mails());
        members.put("due", standing.ready());
        members.put("active", standing.active());
        members.put("concurrency", standing.window());
        members.put("down", standing.down());
        if (standing.opensAt() > 0) {
            members.put("opensAt", Instant.ofEpochMilli(standing.opensAt()).toString());
        }
        standing.trouble().ifPresent(reply -> members.put("trouble", reply.toString()));
        members.put("why", queue.why(standing));
        return members;
    }

    private static Map<String, Object> members(AgeHistogram.Row row) {
        return Map.of("destination", row.destination(), "mails", row.mails(), "counts", row.counts());
    }
}
