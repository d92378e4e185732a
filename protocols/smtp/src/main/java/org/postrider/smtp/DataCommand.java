package org.postrider.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.spool.Spool;
import org.postrider.protocol.WireInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DATA (RFC 5321 §4.1.1.4): from 354 to the moment when the spool has taken over the message. Confined to the
/// session thread.
final class DataCommand {
    private static final Logger LOG = LoggerFactory.getLogger(DataCommand.class);
    private static final Reply NO_ROOM = Reply.of(452, "4.3.1", "There is no room for this message now");

    private final SmtpServer server;
    private final Connection connection;
    private final WireInput input;
    private final ReplyWriter replies;

    DataCommand(SmtpServer server, Connection connection, WireInput input, ReplyWriter replies) {
        this.server = server;
        this.connection = connection;
        this.input = input;
        this.replies = replies;
    }

    /// @param inStep false where the message had no end: the next octet is not the beginning of a command
    record Result(Reply reply, boolean inStep) {}

    Result receive(Client client, Transaction transaction) throws ConnectionEndedException {
        try (Spool.Draft draft = server.services().spool.begin()) {
            replies.write(Reply.of(354, "", "Send the message, end with a dot alone on a line"));
            connection.flush();
            connection.timeLimit(server.config().dataTimeLimit());
            Result result = receive(draft, client, transaction);
            connection.timeLimit(server.config().commandTimeLimit());
            return result;
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("The spool takes no message: {}", e.getMessage());
            return new Result(NO_ROOM, true);
        }
    }

    private Result receive(Spool.Draft draft, Client client, Transaction transaction)
            throws IOException, ConnectionEndedException {
        Origin origin = origin(client, transaction);
        HeaderGate gate = new HeaderGate(draft.content(), (date, id) -> missingFields(draft.id(), origin, date, id));
        ContentReader content = new ContentReader(
                input,
                gate,
                server.config().maxMessageSize().octets(),
                server.config().bareLineBreaks());
        Optional<IOException> noRoom = writeTrace(draft, transaction, origin);
        boolean ended = content.readToEnd();
        return new Result(
                noRoom.map(_ -> NO_ROOM).orElseGet(() -> judge(draft, content, gate, transaction, origin)), ended);
    }

    // A failure is told after the message has been read.
    private Optional<IOException> writeTrace(Spool.Draft draft, Transaction transaction, Origin origin) {
        String field = ReceivedField.format(
                server.services().server.hostname(), draft.id(), origin, connection.tls(), transaction.accepted());
        try {
            draft.content().write(field.getBytes(StandardCharsets.US_ASCII));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private Reply judge(
            Spool.Draft draft, ContentReader content, HeaderGate gate, Transaction transaction, Origin origin) {
        if (content.tooLarge()) {
            long max = server.config().maxMessageSize().octets();
            return Reply.of(552, "5.3.4", "A message may have " + max + " octets here");
        }
        if (content.refusedLineBreak()) {
            return Reply.of(554, "5.6.0", "The message has a CR or LF alone; lines must end with CRLF");
        }
        // RFC 5321 §6.3
        if (gate.receivedFields() > server.config().maxReceivedFields()) {
            return Reply.of(554, "5.4.6", "The message goes in circles");
        }
        return content.failure().map(this::failed).orElseGet(() -> accept(draft, content, gate, transaction, origin));
    }

    private Reply accept(
            Spool.Draft draft, ContentReader content, HeaderGate gate, Transaction transaction, Origin origin) {
        try {
            gate.finish();
            MailId id = draft.accept(transaction.envelope(content.eightBit()), origin);
            // RFC 5321 §4.2.5, §6.1: from this reply on the message is ours.
            return Reply.of(250, "2.0.0", "Accepted as " + id);
        } catch (IOException e) {
            return failed(e);
        } catch (RuntimeException e) {
            LOG.error("A fault of this server while it took over message {}", draft.id(), e);
            return Reply.of(451, "4.3.0", "Something went wrong here");
        }
    }

    private Reply failed(Exception e) {
        LOG.warn("A message could not be kept", e);
        return NO_ROOM;
    }

    private Origin origin(Client client, Transaction transaction) {
        String protocol = ReceivedField.protocol(
                server.role(),
                client.esmtp(),
                transaction.parameters().smtpUtf8(),
                connection.tls().isPresent(),
                client.user().isPresent());
        return new Origin(
                protocol,
                server.listener().name(),
                Optional.of(connection.client()),
                client.hello().orElse(""),
                client.user(),
                EnvelopeCommands.isTrusted(server, connection),
                server.services().clock.instant());
    }

    // RFC 6409 §8.2, §8.3: a submitted message that has no date or name gets one.
    private String missingFields(MailId id, Origin origin, boolean hasDate, boolean hasMessageId) {
        if (server.role() != Role.SUBMISSION) {
            return "";
        }
        String date = hasDate ? "" : "Date: " + MessageDates.format(origin.receivedAt()) + "\r\n";
        String name = hasMessageId
                ? ""
                : "Message-ID: <" + id + "@" + server.services().server.hostname() + ">\r\n";
        return date + name;
    }
}
