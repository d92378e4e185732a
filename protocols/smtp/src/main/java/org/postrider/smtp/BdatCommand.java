package org.postrider.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.protocol.WireInput;
import org.postrider.smtp.syntax.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// BDAT (RFC 3030 §2): a message in pieces of a size that is told before. Confined to the session thread.
final class BdatCommand {
    private static final Logger LOG = LoggerFactory.getLogger(BdatCommand.class);

    private final SmtpServer server;
    private final Connection connection;
    private final WireInput input;

    BdatCommand(SmtpServer server, Connection connection, WireInput input) {
        this.server = server;
        this.connection = connection;
        this.input = input;
    }

    /// Reads a piece for a transaction that is ready for it. Where the reply is bad, the transaction is over.
    Reply receive(Client client, Transaction transaction, Command.Bdat bdat) throws ConnectionEndedException {
        if (!transaction.hasChunks()) {
            try {
                begin(client, transaction);
            } catch (IOException e) {
                LOG.warn("The spool takes no message: {}", e.getMessage());
                discard(bdat.size());
                return IncomingMessage.NO_ROOM;
            }
        }
        Transaction.Chunks chunks = transaction.chunks();
        awaitPiece(bdat.size());
        chunks.reader().read(bdat.size(), MinimumRate.of(server.config()));
        connection.timeLimit(server.config().commandTimeLimit());
        if (bdat.last()) {
            chunks.reader().end();
            return chunks.message().judge(chunks.reader());
        }
        // RFC 3030 §2: a failure is told as soon as it is known, so that the client sends no more.
        if (chunks.reader().tooLarge()) {
            return IncomingMessage.tooLarge(server);
        }
        return Reply.of(250, "2.0.0", bdat.size() + " octets received");
    }

    /// True where a line was to be BDAT, right or wrong.
    static boolean isMeant(byte[] line) {
        return new String(line, 0, Math.min(line.length, 4), StandardCharsets.US_ASCII).equalsIgnoreCase("BDAT");
    }

    /// True where so large a piece is not even read to keep in step.
    boolean endless(long size) {
        return size > server.config().maxMessageSize().octets() + IncomingContent.DISCARDED_OCTETS_MAX;
    }

    /// RFC 3030 §2: what cannot be taken is read before it is refused, since it may have been sent already.
    void discard(long size) throws ConnectionEndedException {
        awaitPiece(size);
        ChunkReader.discard(input, size, MinimumRate.of(server.config()));
        connection.timeLimit(server.config().commandTimeLimit());
    }

    private void begin(Client client, Transaction transaction) throws IOException {
        IncomingMessage message = IncomingMessage.begin(server, connection, client, transaction);
        ChunkReader reader = new ChunkReader(
                input,
                message.content(),
                ContentRules.of(server.config()),
                transaction.parameters().body() == BodyType.BINARY_MIME);
        transaction.begin(new Transaction.Chunks(message, reader));
    }

    // A client that waits for the replies to what it sent before gets them first.
    private void awaitPiece(long size) throws ConnectionEndedException {
        if (input.buffered() < size) {
            connection.flush();
        }
        connection.timeLimit(server.config().dataTimeLimit());
    }
}
