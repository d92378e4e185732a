package org.postrider.smtp;

import java.io.IOException;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.WireInput;
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

    Result receive(Client client, Transaction transaction) throws ConnectionEndedException {
        try (IncomingMessage message = IncomingMessage.begin(server, connection, client, transaction)) {
            replies.write(Reply.of(354, "", "Send the message, end with a dot alone on a line"));
            connection.flush();
            connection.timeLimit(server.config().dataTimeLimit());
            ContentReader content = new ContentReader(
                    input,
                    message.content(),
                    server.config().maxMessageSize().octets(),
                    server.config().bareLineBreaks());
            boolean ended = content.readToEnd();
            connection.timeLimit(server.config().commandTimeLimit());
            return new Result(message.judge(content), ended);
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("The spool takes no message: {}", e.getMessage());
            return new Result(IncomingMessage.NO_ROOM, true);
        }
    }
}
