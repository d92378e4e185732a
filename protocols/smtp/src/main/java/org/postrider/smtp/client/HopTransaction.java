package org.postrider.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.LineBreaks;

/// One mail to one hop, from MAIL to the last reply (RFC 5321 §3.3). Used once; confined to the thread of the
/// delivery.
final class HopTransaction {
    /// So many commands are sent before their replies are read: what both sides have in flight stays small
    /// (RFC 2920 §3.1).
    private static final int WINDOW = 100;

    private final HopWire wire;
    private final Extensions extensions;
    private final Dialect dialect;
    private final TimeLimits limits;
    private final Mail mail;

    private final Map<Recipient, Reply> replies = new LinkedHashMap<>();
    private final List<Recipient> accepted = new ArrayList<>();
    private @Nullable Reply senderRefused;
    private @Nullable HostReply goAhead;
    private boolean dotSent;

    HopTransaction(HopWire wire, Extensions extensions, Dialect dialect, TimeLimits limits, Mail mail) {
        this.wire = wire;
        this.extensions = extensions;
        this.dialect = dialect;
        this.limits = limits;
        this.mail = mail;
    }

    /// A command and what to do with its reply.
    private record Step(String command, Duration limit, Taker taker) {}

    @FunctionalInterface
    private interface Taker {
        void take(HostReply reply) throws HopRefusedException;
    }

    /// The replies so far; after [#run()] each recipient has one.
    Map<Recipient, Reply> replies() {
        return replies;
    }

    /// True where the host may have taken the message, although no reply says so.
    boolean dotSent() {
        return dotSent;
    }

    /// Gives every recipient a reply in [#replies()].
    ///
    /// @return true where the session is in step and can go on with another mail
    /// @throws IOException where the content cannot be read here
    boolean run() throws ConnectionEndedException, HopRefusedException, IOException {
        List<Recipient> wanted = addressable();
        if (mail.message().size() > extensions.sizeMax()) {
            // RFC 1870 §6.2: not even tried.
            answer(wanted, Reply.of(552, "5.3.4", "The host takes messages up to " + extensions.sizeMax() + " octets"));
            return true;
        }
        if (wanted.isEmpty()) {
            return true;
        }
        sendEnvelope(wanted);
        HostReply data = goAhead;
        Reply refusal = senderRefused;
        if (refusal != null) {
            accepted.clear();
            answer(wanted, refusal);
        }
        if (data == null) {
            return true;
        }
        if (data.code() != 354) {
            answer(accepted, failure(data));
            return true;
        }
        if (accepted.isEmpty()) {
            // RFC 2920 §3.1: DATA was on its way already; nothing is to be delivered to nobody.
            if (dialect == Dialect.SMTP) {
                wire.ask(".", limits.end());
            }
            return false;
        }
        sendContent();
        readVerdicts();
        return true;
    }

    // RFC 6531 §3.4: an address that the host cannot have gets a local refusal; all have it where the sender's cannot.
    private List<Recipient> addressable() {
        if (extensions.has("SMTPUTF8") || !mail.envelope().parameters().smtpUtf8()) {
            return mail.recipients();
        }
        if (mail.reversePath().address().stream().anyMatch(MailAddress::needsSmtpUtf8) || hasUtf8Header()) {
            answer(mail.recipients(), Reply.of(550, "5.6.7", "The host does not take internationalised mail"));
            return List.of();
        }
        answer(
                mail.recipients().stream()
                        .filter(recipient -> recipient.address().needsSmtpUtf8())
                        .toList(),
                Reply.of(553, "5.6.7", "The host does not take internationalised addresses"));
        return mail.recipients().stream()
                .filter(recipient -> !replies.containsKey(recipient))
                .toList();
    }

    private boolean hasUtf8Header() {
        byte[] header = mail.message().headers().octets();
        return LineBreaks.hasHighOctet(header, 0, header.length);
    }

    // RFC 2920: with PIPELINING many commands are sent before the first reply is read, DATA last.
    private void sendEnvelope(List<Recipient> wanted) throws ConnectionEndedException, HopRefusedException {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(mailCommand(), limits.command(), this::takeMail));
        for (Recipient recipient : wanted) {
            steps.add(new Step(
                    "RCPT TO:<" + recipient.address() + ">", limits.command(), reply -> takeRcpt(recipient, reply)));
        }
        steps.add(new Step("DATA", limits.data(), reply -> goAhead = reply));
        int window = extensions.has("PIPELINING") ? WINDOW : 1;
        for (int from = 0; from < steps.size(); from += window) {
            List<Step> together = steps.subList(from, Math.min(from + window, steps.size()));
            boolean onlyData = from == steps.size() - 1;
            if (senderRefused != null || (onlyData && accepted.isEmpty())) {
                return;
            }
            for (Step step : together) {
                wire.write(step.command());
            }
            for (Step step : together) {
                step.taker().take(wire.reply(step.limit()));
            }
        }
    }

    private String mailCommand() {
        StringBuilder command = new StringBuilder("MAIL FROM:").append(mail.reversePath());
        if (extensions.has("SIZE")) {
            command.append(" SIZE=").append(mail.message().size());
        }
        // RFC 6152 §3. A host that does not offer it gets the message as it is: almost all of them can take it.
        boolean eightBit = mail.envelope().parameters().body() != BodyType.SEVEN_BIT;
        if (eightBit && extensions.has("8BITMIME")) {
            command.append(" BODY=8BITMIME");
        }
        if (mail.envelope().parameters().smtpUtf8() && extensions.has("SMTPUTF8")) {
            command.append(" SMTPUTF8");
        }
        return command.toString();
    }

    private void takeMail(HostReply reply) throws HopRefusedException {
        checkStays(reply);
        if (!success(reply)) {
            senderRefused = failure(reply);
        }
    }

    private void takeRcpt(Recipient recipient, HostReply reply) throws HopRefusedException {
        checkStays(reply);
        if (success(reply)) {
            accepted.add(recipient);
        } else {
            replies.put(recipient, failure(reply));
        }
    }

    // RFC 5321 §3.8: with 421 the host leaves, and has not spoken about this mail.
    private static void checkStays(HostReply reply) throws HopRefusedException {
        if (reply.code() == 421) {
            throw new HopRefusedException(reply.reply());
        }
    }

    private void sendContent() throws IOException {
        Connection connection = wire.connection();
        connection.timeLimit(limits.block());
        DotStuffer stuffer = new DotStuffer(new ConnectionStream(connection));
        mail.message().content().writeTo(stuffer);
        // From here on nobody knows whether the host has the message until it says so (RFC 5321 §4.5.3.2.6).
        dotSent = true;
        stuffer.end();
    }

    private void readVerdicts() throws ConnectionEndedException {
        Reply verdict = null;
        for (Recipient recipient : accepted) {
            // RFC 2033 §4.2: in LMTP each recipient that was accepted has a reply of its own.
            if (verdict == null || dialect == Dialect.LMTP) {
                HostReply reply = wire.reply(limits.end());
                verdict = success(reply) ? reply.reply() : failure(reply);
            }
            replies.put(recipient, verdict);
        }
    }

    private void answer(List<Recipient> recipients, Reply reply) {
        for (Recipient recipient : recipients) {
            replies.put(recipient, reply);
        }
    }

    private static boolean success(HostReply reply) {
        return reply.code() < 300;
    }

    // A reply that is neither success nor failure here is a fault of the host, which may pass.
    private static Reply failure(HostReply reply) {
        return reply.reply().positive()
                ? Reply.of(451, "4.5.0", "The host gave a reply out of place: " + reply.reply())
                : reply.reply();
    }
}
