package org.postrider.dist.server;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.explain.MessageFinder.Found;
import org.postrider.kernel.history.HistorySearch.Question;
import org.postrider.kernel.history.TracedMail;

/// What the pipeline would do today with a mail that was accepted, as the control socket shows it.
final class ReplayAnswers {
    private ReplayAnswers() {}

    /// @param question with `message`, the mail's id, and perhaps `processor`
    static Map<String, Object> replay(PostriderServer server, Map<String, Object> question) throws ControlException {
        String id = String.valueOf(question.get("message"));
        try {
            TracedMail traced = traced(server, id);
            Map<String, Object> received = traced.received()
                    .orElseThrow(() -> new ControlException("the history does not go back to when " + id
                            + " was received; give the message as a file"));
            Found found = server.message(traced)
                    .orElseThrow(() -> new ControlException("the content of " + id
                            + " is not here any more: neither in the queue, nor in a repository, nor in the mailbox"
                            + " where it was delivered"));
            Mail mail =
                    new Mail(new MailId(traced.id()), envelope(received), found.message(), origin(received), Map.of());
            Map<String, Object> answer =
                    new LinkedHashMap<>(PipelineAnswers.rehearse(server.rehearsal(), mail, question));
            answer.put("content", found.where());
            return answer;
        } catch (IOException e) {
            throw new ControlException("the mail cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ControlException("what was recorded of " + id + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static TracedMail traced(PostriderServer server, String id) throws IOException, ControlException {
        Question asked = new Question(
                Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 1);
        return server.history(asked).mails().stream()
                .findFirst()
                .orElseThrow(() -> new ControlException(
                        "no mail " + id + " is known; postrider message trace --to ADDRESS shows ids"));
    }

    private static Envelope envelope(Map<String, Object> received) throws AddressSyntaxException {
        String from = text(received, "from");
        List<Recipient> recipients = new ArrayList<>();
        for (Object to : received.get("to") instanceof List<?> list ? list : List.of()) {
            recipients.add(Recipient.of(MailAddress.parse(String.valueOf(to))));
        }
        return Envelope.of(
                new ReversePath(from.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(from))), recipients);
    }

    private static Origin origin(Map<String, Object> received) {
        Optional<MailAddress> user =
                received.get("user") instanceof String name ? Optional.of(MailAddress.parse(name)) : Optional.empty();
        Optional<InetAddress> client = received.get("client") instanceof String address
                ? Optional.of(InetAddress.ofLiteral(address))
                : Optional.empty();
        return new Origin(
                text(received, "protocol"),
                text(received, "listener"),
                client,
                text(received, "hello"),
                user,
                Boolean.TRUE.equals(received.get("trusted")),
                Instant.parse(text(received, "time")));
    }

    private static String text(Map<String, Object> members, String name) {
        return String.valueOf(members.getOrDefault(name, ""));
    }
}
