package org.postrider.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
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
    private final Instant now;

    private final Map<Recipient, Reply> replies = new LinkedHashMap<>();
    private final List<Recipient> accepted = new ArrayList<>();
    private @Nullable Reply senderRefused;
    private @Nullable HostReply goAhead;
    private boolean dotSent;

    /// @param now when it begins
    HopTransaction(HopWire wire, Extensions extensions, Dialect dialect, TimeLimits limits, Mail mail, Instant now) {
        this.now = now;
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

    /// True where the host has said that it took the message, for each recipient that it had accepted.
    boolean tookAll() {
        return dotSent && accepted.stream().map(replies::get).allMatch(reply -> reply != null && reply.positive());
    }

    /// Gives every recipient a reply in [#replies()].
    ///
    /// @return true where the session is in step and can go on with another mail
    /// @throws IOException where the content cannot be read here
    boolean run() throws ConnectionEndedException, HopRefusedException, IOException {
        List<Recipient> wanted = addressable();
        if (wanted.isEmpty()) {
            return true;
        }
        Optional<HopContent> fit = HopContent.of(mail, extensions);
        if (fit.isEmpty()) {
            // RFC 6152 §3
            answer(
                    wanted,
                    Reply.of(554, "5.6.3", "The host takes less than the message has, and it must not be changed"));
            return true;
        }
        HopContent content = fit.get();
        HopEnvelope envelope = new HopEnvelope(
                extensions, mail, content.body(), content.content().size(), now);
        Optional<Reply> refused = envelope.refusal();
        if (refused.isPresent()) {
            answer(wanted, refused.get());
            return true;
        }
        boolean chunks = content.body() == BodyType.BINARY_MIME;
        sendEnvelope(envelope, wanted, !chunks);
        HostReply data = goAhead;
        Reply refusal = senderRefused;
        if (refusal != null) {
            accepted.clear();
            answer(wanted, refusal);
        }
        if (chunks) {
            if (!accepted.isEmpty()) {
                sendChunk(content.content());
                readVerdicts();
            }
            return true;
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
        sendLines(content.content());
        readVerdicts();
        return true;
    }

    // RFC 6531 §3.4: an address that the host cannot have gets a local refusal; all have it where the sender's cannot.
    private List<Recipient> addressable() {
        if (extensions.has("SMTPUTF8")) {
            return mail.recipients();
        }
        boolean declared = mail.envelope().parameters().smtpUtf8();
        if (mail.reversePath().address().stream().anyMatch(MailAddress::needsSmtpUtf8)
                || (declared && hasUtf8Header())) {
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
    private void sendEnvelope(HopEnvelope envelope, List<Recipient> wanted, boolean lines)
            throws ConnectionEndedException, HopRefusedException {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(envelope.mailCommand(), limits.command(), this::takeMail));
        for (Recipient recipient : wanted) {
            steps.add(new Step(envelope.rcptCommand(recipient), limits.command(), reply -> takeRcpt(recipient, reply)));
        }
        if (lines) {
            steps.add(new Step("DATA", limits.data(), reply -> goAhead = reply));
        }
        int window = extensions.has("PIPELINING") ? WINDOW : 1;
        for (int from = 0; from < steps.size(); from += window) {
            List<Step> together = steps.subList(from, Math.min(from + window, steps.size()));
            boolean onlyData = lines && from == steps.size() - 1;
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

    // RFC 3030 §2: the whole message as one piece, octet for octet.
    private void sendChunk(Content content) throws IOException {
        wire.write("BDAT " + content.size() + " LAST");
        content.writeTo(new ConnectionStream(wire, limits.block()));
        dotSent = true;
    }

    private void sendLines(Content content) throws IOException {
        DotStuffer stuffer = new DotStuffer(new ConnectionStream(wire, limits.block()));
        content.writeTo(stuffer);
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
