package org.postrider.dist.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.explain.PipelineRehearsal;
import org.postrider.kernel.explain.PipelineRehearsal.End;
import org.postrider.kernel.explain.PipelineRehearsal.Rehearsed;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.pipeline.Trace.TracedStep;

/// What the pipeline would do with a mail, as the control socket and `--json` show it.
public final class PipelineAnswers {
    private static final int MESSAGE_OCTETS_MAX = 256 * 1024 * 1024;
    private static final int RECIPIENTS_MAX = 1000;

    private PipelineAnswers() {}

    /// @param question with `file`, a path, or `text`, the message; `from`, empty for the null reverse-path; `to`, a
    ///     list; and perhaps `auth`, `peer`, `tls`, `helo`, `trusted` and `processor`
    /// @throws ControlException where something of it makes no sense
    public static Map<String, Object> rehearse(PipelineRehearsal rehearsal, Map<String, Object> question)
            throws ControlException {
        Mail mail = new Mail(
                new MailId("rehearsal"), envelope(question), Message.of(content(question)), origin(question), Map.of());
        return rehearse(rehearsal, mail, question);
    }

    static Map<String, Object> rehearse(PipelineRehearsal rehearsal, Mail mail, Map<String, Object> question)
            throws ControlException {
        String processor = text(question, "processor").orElse(Pipeline.ROOT);
        if (!rehearsal.processors().contains(processor)) {
            throw new ControlException("there is no processor '" + processor + "'; there are "
                    + String.join(", ", rehearsal.processors().stream().sorted().toList()));
        }
        return members(rehearsal.rehearse(mail, processor));
    }

    private static Envelope envelope(Map<String, Object> question) throws ControlException {
        Optional<MailAddress> from = text(question, "from").isEmpty()
                ? Optional.empty()
                : Optional.of(address(text(question, "from").get()));
        List<Recipient> recipients = new ArrayList<>();
        for (Object to : question.get("to") instanceof List<?> list ? list : List.of()) {
            recipients.add(Recipient.of(address(String.valueOf(to))));
        }
        if (recipients.isEmpty() || recipients.size() > RECIPIENTS_MAX) {
            throw new ControlException("a mail has 1 to " + RECIPIENTS_MAX + " recipients; say to whom it goes");
        }
        return Envelope.of(new ReversePath(from), recipients);
    }

    private static Content content(Map<String, Object> question) throws ControlException {
        Optional<String> file = text(question, "file");
        if (file.isEmpty()) {
            return withCrlf(text(question, "text").orElse("").getBytes(StandardCharsets.UTF_8));
        }
        Path path = Path.of(file.get());
        try (InputStream in = Files.newInputStream(path)) {
            byte[] octets = in.readNBytes(MESSAGE_OCTETS_MAX + 1);
            if (octets.length > MESSAGE_OCTETS_MAX) {
                throw new ControlException(path + " has more than 256 MiB");
            }
            return withCrlf(octets);
        } catch (IOException e) {
            throw new ControlException("the server cannot read the message " + path + ": " + e.getMessage(), e);
        }
    }

    // RFC 5321 §2.3.8: inside the server lines end with CRLF, in files perhaps not.
    private static Content withCrlf(byte[] octets) {
        int missing = 0;
        for (int i = 0; i < octets.length; i++) {
            missing += isBare(octets, i) ? 1 : 0;
        }
        byte[] fixed = new byte[octets.length + missing];
        int at = 0;
        for (int i = 0; i < octets.length; i++) {
            if (isBare(octets, i)) {
                fixed[at++] = '\r';
            }
            fixed[at++] = octets[i];
        }
        return Content.of(fixed);
    }

    private static boolean isBare(byte[] octets, int i) {
        return octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r');
    }

    private static Origin origin(Map<String, Object> question) throws ControlException {
        Optional<MailAddress> user = Optional.empty();
        if (text(question, "auth").isPresent()) {
            user = Optional.of(address(text(question, "auth").get()));
        }
        boolean tls = Boolean.TRUE.equals(question.get("tls"));
        // RFC 3848 §1
        String protocol = "ESMTP" + (tls ? "S" : "") + (user.isPresent() ? "A" : "");
        return new Origin(
                protocol,
                "smtp",
                Optional.of(peer(text(question, "peer").orElse("127.0.0.1"))),
                text(question, "helo").orElse("localhost"),
                user,
                Boolean.TRUE.equals(question.get("trusted")),
                Instant.now());
    }

    private static InetAddress peer(String text) throws ControlException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ControlException("'" + text + "' is no IP address", e);
        }
    }

    private static MailAddress address(String text) throws ControlException {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException e) {
            throw new ControlException("'" + text + "' is no address: " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(Map<String, Object> question, String name) {
        @Nullable Object value = question.get(name);
        return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static Map<String, Object> members(Rehearsed rehearsed) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(
                "steps",
                rehearsed.steps().stream().map(PipelineAnswers::members).toList());
        members.put("cut", rehearsed.cut());
        members.put(
                "ends", rehearsed.ends().stream().map(PipelineAnswers::members).toList());
        return members;
    }

    private static Map<String, Object> members(TracedStep step) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("step", step.name());
        members.put("match", step.match());
        members.put("matched", step.matched());
        members.put("others", step.others());
        members.put("answers", step.answers());
        members.put("changes", step.changes());
        members.put("deeds", step.deeds());
        step.failure().ifPresent(failure -> members.put("failure", failure));
        return members;
    }

    private static Map<String, Object> members(End end) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("recipient", end.recipient());
        members.put("end", end.end());
        members.put("where", end.where());
        members.put("sender", end.sender());
        members.put(
                "header",
                end.header().stream()
                        .map(field -> Map.of("name", field.name(), "value", field.value()))
                        .toList());
        return members;
    }
}
