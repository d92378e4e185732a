package org.postrider.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.spool.Spool;
import org.postrider.smtp.syntax.FromAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A message on its way into the spool, from its trace field to the moment when the spool has taken it over. Confined
/// to the session thread.
final class IncomingMessage implements AutoCloseable {
    static final Reply NO_ROOM = Reply.of(452, "4.3.1", "There is no room for this message now");

    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessage.class);

    private final SmtpServer server;
    private final Transaction transaction;
    private final Origin origin;
    private final Spool.Draft draft;
    private final HeaderGate gate;
    private @Nullable IOException noRoom;

    private IncomingMessage(SmtpServer server, Transaction transaction, Origin origin, Spool.Draft draft) {
        this.server = server;
        this.transaction = transaction;
        this.origin = origin;
        this.draft = draft;
        this.gate = new HeaderGate(
                draft.content(),
                this::missingFields,
                server.config().maxHeaderSize().octets(),
                origin.user().isPresent());
    }

    /// @throws IOException where the spool takes no message now
    static IncomingMessage begin(SmtpServer server, Connection connection, Client client, Transaction transaction)
            throws IOException {
        Origin origin = origin(server, connection, client, transaction);
        IncomingMessage message = new IncomingMessage(
                server, transaction, origin, server.services().spool.begin());
        message.writeTrace(connection);
        return message;
    }

    /// Where its octets go.
    OutputStream content() {
        return gate;
    }

    /// Says what becomes of it, now that it is complete; where that is good, it is the spool's.
    Reply judge(IncomingContent content) {
        if (noRoom != null) {
            return NO_ROOM;
        }
        if (content.tooLarge()) {
            return tooLarge(server);
        }
        if (gate.tooLarge()) {
            long max = server.config().maxHeaderSize().octets();
            return Reply.of(552, "5.3.4", "The header of a message may have " + max + " octets here");
        }
        if (content.longLine()) {
            int max = server.config().maxLineLength();
            return Reply.of(554, "5.6.0", "A line of a message may have " + max + " octets here");
        }
        if (content.refusedLineBreak()) {
            return Reply.of(554, "5.6.0", "The message has a CR or LF alone; lines must end with CRLF");
        }
        // RFC 5321 §6.3
        if (gate.receivedFields() > server.config().maxReceivedFields()) {
            return Reply.of(554, "5.4.6", "The message goes in circles");
        }
        Optional<MailAddress> foreign = origin.user().flatMap(this::foreignFrom);
        if (foreign.isPresent()) {
            return Reply.of(550, "5.7.1", "You may not send with <" + foreign.get() + "> in the field From");
        }
        return content.failure().map(this::failed).orElseGet(() -> accept(content));
    }

    static Reply tooLarge(SmtpServer server) {
        long max = server.config().maxMessageSize().octets();
        return Reply.of(552, "5.3.4", "A message may have " + max + " octets here");
    }

    @Override
    public void close() {
        draft.close();
    }

    // RFC 6409 §6.1: nor does a user write in another's name.
    private Optional<MailAddress> foreignFrom(MailAddress user) {
        if (server.config().fromField() == SmtpConfig.FromField.ANY) {
            return Optional.empty();
        }
        return FromAddresses.in(gate.from()).stream()
                .filter(address -> !server.services().maySendAs(user, address))
                .findFirst();
    }

    private Reply accept(IncomingContent content) {
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

    // A failure is told after the message has been read.
    private void writeTrace(Connection connection) {
        String field = ReceivedField.format(
                server.services().server.hostname(), draft.id(), origin, connection.tls(), transaction.accepted());
        try {
            draft.content().write(field.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            noRoom = e;
        }
    }

    private static Origin origin(SmtpServer server, Connection connection, Client client, Transaction transaction) {
        String protocol = ReceivedField.protocol(
                server.role(),
                client.esmtp(),
                transaction.parameters().smtpUtf8(),
                connection.tls().isPresent(),
                client.user().isPresent());
        return new Origin(
                protocol,
                server.listener().name(),
                client.originAddress(),
                client.originHello(),
                client.user(),
                client.trusted(server),
                server.services().clock.instant());
    }

    // RFC 6409 §8.2, §8.3: a submitted message that has no date or name gets one.
    private String missingFields(boolean hasDate, boolean hasMessageId) {
        if (server.role() != Role.SUBMISSION) {
            return "";
        }
        String date = hasDate ? "" : "Date: " + MessageDates.format(origin.receivedAt()) + "\r\n";
        String name = hasMessageId
                ? ""
                : "Message-ID: <" + draft.id() + "@" + server.services().server.hostname() + ">\r\n";
        return date + name;
    }
}
