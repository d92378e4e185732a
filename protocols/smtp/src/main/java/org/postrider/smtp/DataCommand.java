package org.postrider.smtp;

import java.io.IOException;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.WireInput;
import org.postrider.smtp.syntax.CommandRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DATA (RFC 5321 §4.1.1.4): from 354 to the moment when the spool has taken over the message. Confined to the
/// session thread.
final class DataCommand {
    private static final Logger LOG = LoggerFactory.getLogger(DataCommand.class);

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

    /// @throws CommandRefusedException where the message may not even be sent: there is one reply to DATA itself, in
    ///     LMTP too (RFC 2033 §4.2), and the transaction is over
    Result receive(Client client, Transaction transaction) throws ConnectionEndedException, CommandRefusedException {
        try (IncomingMessage message = begin(client, transaction)) {
            replies.write(Reply.of(354, "", "Send the message, end with a dot alone on a line"));
            connection.flush();
            connection.timeLimit(server.config().dataTimeLimit());
            ContentReader content = new ContentReader(input, message.content(), ContentRules.of(server.config()));
            boolean ended = content.readToEnd(MinimumRate.of(server.config()));
            connection.timeLimit(server.config().commandTimeLimit());
            return new Result(message.judge(content), ended);
        }
    }

    private IncomingMessage begin(Client client, Transaction transaction) throws CommandRefusedException {
        try {
            return IncomingMessage.begin(server, connection, client, transaction);
        } catch (IOException e) {
            LOG.warn("The spool takes no message: {}", e.getMessage());
            client.endTransaction();
            throw new CommandRefusedException(IncomingMessage.NO_ROOM);
        }
    }
}
