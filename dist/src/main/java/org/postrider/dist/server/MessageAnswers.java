package org.postrider.dist.server;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postrider.api.mail.MailId;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.history.HistorySearch.Answer;
import org.postrider.kernel.history.HistorySearch.Gap;
import org.postrider.kernel.history.HistorySearch.Question;
import org.postrider.kernel.history.TracedMail;
import org.postrider.kernel.history.TracedMail.End;
import org.postrider.kernel.queue.QueueDetail;

/// What happened to mails, as the control socket and `--json` show it.
public final class MessageAnswers {
    private MessageAnswers() {}

    /// Finds mails.
    @FunctionalInterface
    public interface Find {
        /// @throws IOException where the history cannot be read
        Answer find(Question question) throws IOException;
    }

    /// Each mail is a piece; the last one, with `mails`, tells of the whole.
    ///
    /// @param queue tells of a mail that waits now
    /// @param arguments `id`, or `from` and `to`; perhaps `since`, `until` (ISO 8601) and `limit`
    /// @throws ControlException where something of it makes no sense, or nothing can be read
    public static void trace(
            Find history,
            Function<MailId, Optional<QueueDetail>> queue,
            Map<String, Object> arguments,
            Consumer<Map<String, Object>> items)
            throws ControlException {
        Answer answer = answer(history, arguments);
        answer.mails().forEach(mail -> items.accept(members(mail, queue)));
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("mails", answer.mails().size());
        end.put("more", answer.more());
        answer.oldest().ifPresent(oldest -> end.put("oldest", oldest.toString()));
        answer.searchedBackTo().ifPresent(back -> end.put("searchedBackTo", back.toString()));
        if (answer.mails().isEmpty()) {
            end.put("gaps", answer.gaps().stream().map(MessageAnswers::members).toList());
        }
        items.accept(end);
    }

    private static Answer answer(Find history, Map<String, Object> arguments) throws ControlException {
        try {
            Number limit = arguments.get("limit") instanceof Number number ? number : 10;
            return history.find(new Question(
                    text(arguments, "id"),
                    text(arguments, "from"),
                    text(arguments, "to"),
                    time(arguments, "since"),
                    time(arguments, "until"),
                    limit.intValue()));
        } catch (IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ControlException("the history of mails cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(Map<String, Object> arguments, String name) {
        return Optional.ofNullable(arguments.get(name)).map(String::valueOf);
    }

    private static Optional<Instant> time(Map<String, Object> arguments, String name) throws ControlException {
        try {
            return text(arguments, name).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new ControlException("'" + arguments.get(name) + "' is no time", e);
        }
    }

    private static Map<String, Object> members(TracedMail mail, Function<MailId, Optional<QueueDetail>> queue) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", mail.id());
        mail.received().ifPresent(received -> members.put("received", received));
        members.put("ends", mail.ends().stream().map(end -> members(end, queue)).toList());
        members.put("gaps", mail.gaps().stream().map(MessageAnswers::members).toList());
        members.put("cut", mail.cut());
        members.put("events", mail.events());
        return members;
    }

    private static Map<String, Object> members(End end, Function<MailId, Optional<QueueDetail>> queue) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("to", end.recipient());
        members.put("state", end.state());
        members.put("where", end.where());
        members.put("time", end.at().toString());
        members.put("id", end.id());
        if (end.report()) {
            members.put("report", true);
        }
        if (end.isUnderWay()) {
            queue.apply(new MailId(end.id())).ifPresent(waiting -> {
                members.put("nextAttempt", waiting.item().nextAttempt().toString());
                members.put("why", waiting.why());
            });
        }
        return members;
    }

    private static Map<String, Object> members(Gap gap) {
        return Map.of("since", gap.since().toString(), "until", gap.until().toString(), "reason", gap.reason());
    }
}
