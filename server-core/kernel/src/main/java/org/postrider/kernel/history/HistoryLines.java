package org.postrider.kernel.history;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.event.MailEvent;
import org.postrider.api.event.MailEvent.Bounced;
import org.postrider.api.event.MailEvent.Deferred;
import org.postrider.api.event.MailEvent.Delivered;
import org.postrider.api.event.MailEvent.Discarded;
import org.postrider.api.event.MailEvent.LoggedIn;
import org.postrider.api.event.MailEvent.LoginFailed;
import org.postrider.api.event.MailEvent.Received;
import org.postrider.api.event.MailEvent.Refused;
import org.postrider.api.event.MailEvent.Sent;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.pipeline.WayStep;

/// What happened as lines of JSON. The keys are those of the lines in `postrider.log`, and never change.
final class HistoryLines {
    /// A mail to more recipients is kept with so many; each has its own lines besides.
    static final int RECIPIENTS_MAX = 1000;

    private static final int TEXT_MAX = 1000;

    private HistoryLines() {}

    static void write(Noted noted, ByteArrayOutputStream out) throws IOException {
        write(members(noted), out);
    }

    static void write(Map<String, Object> members, ByteArrayOutputStream out) throws IOException {
        out.writeBytes(JSON.std.asBytes(members));
        out.write('\n');
    }

    /// An object of another kind than those of mails.
    static Map<String, Object> mark(String event, long at) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", Instant.ofEpochMilli(at).toString());
        members.put("event", event);
        return members;
    }

    private static Map<String, Object> members(Noted noted) {
        return switch (noted) {
            case Noted.Event(long at, MailEvent event) -> members(at, event);
            case Noted.Processed(long at, MailId id, ReversePath from, List<WayStep> steps) -> {
                Map<String, Object> members = mail("processed", at, id);
                members.put("from", text(from));
                if (!steps.isEmpty()) {
                    members.put("steps", steps.stream().map(HistoryLines::step).toList());
                }
                yield members;
            }
            case Noted.Queued(long at, MailId id, List<MailAddress> to, String way) -> {
                Map<String, Object> members = mail("queued", at, id);
                members.put("to", addresses(to));
                members.put("way", cut(way));
                yield members;
            }
        };
    }

    private static Map<String, Object> members(long at, MailEvent event) {
        return switch (event) {
            case Received received -> received(at, received);
            case Delivered(var id, var recipient, var mailbox) ->
                mail("delivered", at, id, recipient, Map.of("mailbox", mailbox));
            case Sent(var id, var recipient, var host, var reply) -> {
                Map<String, Object> members = mail("sent", at, id, recipient, Map.of("host", host));
                members.put("reply", cut(reply.toString()));
                yield members;
            }
            case Deferred(var id, var recipient, var reason) ->
                mail("deferred", at, id, recipient, Map.of("reply", cut(reason.toString())));
            case Bounced(var id, var recipient, var reason, var report) -> {
                Map<String, Object> members =
                        mail("bounced", at, id, recipient, Map.of("reply", cut(reason.toString())));
                report.ifPresent(reportId -> members.put("report", reportId.value()));
                yield members;
            }
            case Discarded(var id, var recipient, var reason) ->
                mail("discarded", at, id, recipient, Map.of("reason", cut(reason)));
            case Refused _, LoggedIn _, LoginFailed _ -> throw new IllegalArgumentException("no mail's event");
        };
    }

    private static Map<String, Object> received(long at, Received event) {
        List<MailAddress> to = event.envelope().recipients().stream()
                .map(recipient -> recipient.address())
                .toList();
        Map<String, Object> members = mail("received", at, event.id());
        members.put("from", text(event.envelope().reversePath()));
        members.put("to", addresses(to));
        if (to.size() > RECIPIENTS_MAX) {
            members.put("recipients", to.size());
        }
        members.put("size", event.octets());
        members.put("protocol", event.origin().protocol());
        members.put("listener", event.origin().listener());
        Optional<InetAddress> client = event.origin().client();
        client.ifPresent(address -> members.put("client", address.getHostAddress()));
        members.put("hello", cut(event.origin().hello()));
        event.origin().user().ifPresent(user -> members.put("user", user.toString()));
        if (event.origin().trusted()) {
            members.put("trusted", true);
        }
        return members;
    }

    private static Map<String, Object> step(WayStep step) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("step", step.name());
        members.put("match", step.match());
        put(members, "for", step.recipients());
        put(members, "answers", step.answers());
        put(members, "changed", step.changed());
        put(members, "without", step.without());
        put(members, "with", step.with());
        step.failure().ifPresent(failure -> members.put("failure", cut(failure)));
        return members;
    }

    private static void put(Map<String, Object> members, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            members.put(name, texts.stream().map(HistoryLines::cut).toList());
        }
    }

    private static Map<String, Object> mail(String event, long at, MailId id) {
        Map<String, Object> members = mark(event, at);
        members.put("id", id.value());
        return members;
    }

    private static Map<String, Object> mail(
            String event, long at, MailId id, MailAddress to, Map<String, Object> more) {
        Map<String, Object> members = mail(event, at, id);
        members.put("to", to.toString());
        members.putAll(more);
        return members;
    }

    private static List<String> addresses(List<MailAddress> addresses) {
        List<String> texts = new ArrayList<>();
        addresses.stream().limit(RECIPIENTS_MAX).forEach(address -> texts.add(address.toString()));
        return texts;
    }

    // Empty for the null reverse-path.
    private static String text(ReversePath path) {
        return path.address().map(MailAddress::toString).orElse("");
    }

    private static String cut(String text) {
        return text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "..." : text;
    }
}
