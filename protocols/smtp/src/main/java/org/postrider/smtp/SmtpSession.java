package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.protocol.CredentialMask;
import org.postrider.protocol.WireInput;
import org.postrider.smtp.SmtpConfig.BareLineBreaks;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.Command.Hello.Verb;
import org.postrider.smtp.syntax.CommandParser;
import org.postrider.smtp.syntax.CommandRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session from greeting to good-bye: a command, its reply, the next (RFC 5321 §3).
///
/// Confined to the session thread.
final class SmtpSession {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    /// RFC 5321 §4.5.3.1.4 says 512 and lets extensions raise it; AUTH needs the most (RFC 4954 §4).
    private static final int COMMAND_OCTETS_MAX = 12_288 + 2;

    private static final int SKIPPED_OCTETS_MAX = 1024 * 1024;

    // RFC 5321 §4.1.1.8
    private static final List<String> HELP = List.of(
            "2.0.0 EHLO HELO LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT",
            "2.0.0 STARTTLS AUTH VRFY EXPN ETRN HELP",
            "2.0.0 See RFC 5321");

    private static final byte[] NO_LINE = {};
    private static final byte[] LONG_LINE = "(a line that is too long)".getBytes(StandardCharsets.US_ASCII);

    /// After so many faults of our own the session cannot be helped.
    private static final int FAULTS_MAX = 3;

    private final SmtpServer server;
    private final Connection connection;
    private final WireInput input;
    private final ReplyWriter replies;
    private final SessionStages stages;
    private final Offers offers;
    private final EnvelopeCommands envelope;
    private final AddressCommands addresses;
    private final XclientCommand xclient;
    private final AuthCommand auth;
    private final DataCommand data;
    private final BdatCommand bdat;

    private Client client;
    private boolean open = true;
    private int messages;
    private int errors;
    private int commands;
    private int faults;

    SmtpSession(SmtpServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.input = new WireInput(connection);
        this.replies = new ReplyWriter(connection);
        this.stages = new SessionStages(server, connection, () -> errors);
        this.client = new Client(connection.client());
        this.offers = new Offers(server, connection);
        this.envelope = new EnvelopeCommands(server, offers, stages);
        this.addresses = new AddressCommands(server, offers);
        this.xclient = new XclientCommand(server, offers);
        this.bdat = new BdatCommand(server, connection, input);
        this.auth = new AuthCommand(server, connection, input);
        this.data = new DataCommand(server, connection, input, replies);
    }

    void run() throws ConnectionEndedException {
        connection.timeLimit(server.config().commandTimeLimit());
        try {
            greet();
            while (open && commandIsComing()) {
                readCommand();
            }
            connection.flush();
        } catch (ConnectionEndedException e) {
            if (e.reason() == ConnectionEndedException.Reason.TIME_LIMIT) {
                timeOut();
            }
            throw e;
        } finally {
            client.endTransaction();
        }
    }

    private void greet() throws ConnectionEndedException {
        try {
            stages.connect(client);
            replies.write(Reply.of(
                    220,
                    "",
                    server.services().server.hostname() + " " + server.config().greeting()));
        } catch (CommandRefusedException e) {
            // RFC 5321 §3.1 would let the client say QUIT; it has nothing else to say.
            close(e.reply().code(), e.reply().status(), e.reply().text());
        }
    }

    // Waits at the one point where a session can be ended without harm: between two commands.
    private boolean commandIsComing() throws ConnectionEndedException {
        if (connection.stopping()) {
            close(421, "4.3.2", "The server is stopping");
            return false;
        }
        if (input.buffered() > 0) {
            // RFC 2920 §3.2: more is here, so the replies are gathered.
            return true;
        }
        connection.flush();
        while (true) {
            switch (connection.await(server.config().commandTimeLimit())) {
                case INPUT -> {
                    return true;
                }
                case WOKEN -> {
                    // Nothing to tell an SMTP client.
                }
                case TIME -> {
                    close(421, "4.4.2", "You have been silent for too long");
                    return false;
                }
                case STOPPING -> {
                    close(421, "4.3.2", "The server is stopping");
                    return false;
                }
            }
        }
    }

    private void readCommand() throws ConnectionEndedException {
        byte[] line;
        try {
            line = input.readLine(COMMAND_OCTETS_MAX, server.config().commandTimeLimit());
        } catch (LineTooLongException _) {
            if (!input.skipLine(SKIPPED_OCTETS_MAX)) {
                close(421, "4.7.0", "That line has no end");
                return;
            }
            refuse(LONG_LINE, Reply.of(500, "5.5.2", "The line is too long"));
            return;
        }
        if (LOG.isTraceEnabled()) {
            LOG.trace("C: {}", shown(line));
        }
        Command command;
        try {
            limitCommands();
            checkLineBreak(line);
            command = CommandParser.parse(line);
        } catch (CommandRefusedException e) {
            // Behind a BDAT that is not understood stands no command, and nobody knows how much of it.
            open = open && !BdatCommand.isMeant(line);
            refuse(line, e.reply());
            return;
        }
        try {
            execute(command, line);
        } catch (CommandRefusedException e) {
            refuse(line, e.reply());
        } catch (DirectoryUnavailableException e) {
            LOG.warn("A command is refused for now: {}", e.getMessage());
            // RFC 3463 §3.5: X.4.3, a directory server failure.
            refuse(line, Reply.of(451, "4.4.3", "The directory of users cannot be asked now; try again later"));
        } catch (RuntimeException e) {
            fault(line, e);
        }
    }

    private void limitCommands() throws CommandRefusedException {
        if (++commands > server.config().maxCommands()) {
            open = false;
            throw new CommandRefusedException(421, "4.7.0", "Too many commands without a message");
        }
    }

    // RFC 5321 §2.3.8: only CRLF ends a line.
    private void checkLineBreak(byte[] line) throws CommandRefusedException {
        boolean bare = line.length < 2 || line[line.length - 2] != '\r';
        if (bare && server.config().bareLineBreaks() == BareLineBreaks.REFUSE) {
            throw new CommandRefusedException(500, "5.5.2", "Lines must end with CRLF, not with LF alone");
        }
    }

    private void execute(Command command, byte[] line) throws ConnectionEndedException, CommandRefusedException {
        switch (command) {
            case Command.Hello hello -> hello(hello);
            case Command.Mail mail -> mail(mail);
            case Command.Rcpt rcpt -> reply(envelope.rcpt(client, rcpt));
            case Command.Data() -> data(line);
            case Command.Bdat piece -> bdat(piece, line);
            case Command.Rset() -> {
                client.endTransaction();
                reply(Reply.of(250, "2.0.0", "Forgotten"));
            }
            case Command.Noop() -> reply(Reply.of(250, "2.0.0", "Nothing done"));
            case Command.Quit() -> {
                reply(Reply.of(221, "2.0.0", server.services().server.hostname() + " Good-bye"));
                open = false;
            }
            case Command.Vrfy vrfy -> reply(addresses.vrfy(vrfy));
            case Command.Expn expn -> replies.write(250, addresses.expn(expn));
            case Command.Etrn etrn -> reply(addresses.etrn(client, etrn));
            case Command.Help() -> replies.write(214, HELP);
            case Command.Xclient told -> xclient(told);
            case Command.Xforward told -> {
                xclient.xforward(client, told);
                reply(Reply.of(250, "2.0.0", "Noted"));
            }
            case Command.StartTls() -> startTls();
            case Command.Auth authenticate -> authenticate(authenticate);
            case Command.Http() -> {
                open = false;
                throw new CommandRefusedException(554, "5.5.1", "This is a mail server, not a web server");
            }
        }
    }

    private void hello(Command.Hello hello) throws ConnectionEndedException, CommandRefusedException {
        // RFC 2033 §4.1: LHLO instead of EHLO and HELO, and only in LMTP.
        if ((hello.verb() == Verb.LHLO) != (server.role() == Role.LMTP)) {
            throw new CommandRefusedException(
                    500, "5.5.1", server.role() == Role.LMTP ? "This is LMTP: say LHLO" : "This is SMTP: say EHLO");
        }
        lastOfGroup();
        stages.hello(client, hello.argument());
        client.hello(hello.argument(), hello.verb() != Verb.HELO);
        String hostname = server.services().server.hostname().name();
        List<String> lines = new ArrayList<>(List.of(hostname));
        if (client.esmtp()) {
            lines.addAll(offers.lines(client));
            auth.offer().ifPresent(lines::add);
        }
        replies.write(250, lines);
    }

    private void data(byte[] line) throws ConnectionEndedException, CommandRefusedException {
        Transaction transaction = envelope.readyForLines(client);
        lastOfGroup();
        stages.data(client);
        DataCommand.Result result = data.receive(client, transaction);
        open = open && result.inStep();
        complete(transaction, result.reply(), line);
    }

    private void bdat(Command.Bdat piece, byte[] line) throws ConnectionEndedException, CommandRefusedException {
        if (bdat.endless(piece.size())) {
            open = false;
            throw new CommandRefusedException(IncomingMessage.tooLarge(server));
        }
        Transaction transaction;
        try {
            transaction = envelope.ready(client);
        } catch (CommandRefusedException e) {
            bdat.discard(piece.size());
            throw e;
        }
        try {
            if (!transaction.hasChunks()) {
                stages.data(client);
            }
        } catch (CommandRefusedException e) {
            bdat.discard(piece.size());
            // RFC 3030 §2: no later piece may be taken for the beginning of the message.
            client.endTransaction();
            if (piece.last() && server.role() == Role.LMTP) {
                open = open && !stages.closing();
                complete(transaction, e.reply(), line);
                return;
            }
            throw e;
        }
        Reply reply = bdat.receive(client, transaction, piece);
        if (piece.last()) {
            complete(transaction, reply, line);
        } else if (reply.positive()) {
            // A large message in small pieces has many of them, and its size is limited.
            commands -= piece.size() > 0 ? 1 : 0;
            reply(reply);
        } else {
            // RFC 3030 §2: the transaction has failed; what comes of it yet is read and refused.
            client.endTransaction();
            server.services().events.record(refused(line, reply));
            reply(reply);
        }
    }

    private void complete(Transaction transaction, Reply reply, byte[] line) throws ConnectionEndedException {
        client.endTransaction();
        if (reply.positive()) {
            commands = 0;
        } else {
            server.services().events.record(refused(line, reply));
        }
        if (server.role() != Role.LMTP) {
            reply(reply);
            return;
        }
        // RFC 2033 §4.2: one reply for each RCPT that was accepted, in the same order.
        for (var address : transaction.accepted()) {
            reply(Reply.of(reply.code(), reply.status(), "<" + address + "> " + reply.text()));
        }
    }

    private void mail(Command.Mail mail) throws ConnectionEndedException, CommandRefusedException {
        int most = server.config().maxMessages();
        if (most > 0 && messages >= most) {
            // RFC 9422 §4.1
            close(421, "4.5.3", "You have sent " + most + " messages: come back for more");
            return;
        }
        Reply reply = envelope.mail(client, mail);
        messages++;
        reply(reply);
    }

    // Postfix: the session is as after connecting, and greets anew.
    private void xclient(Command.Xclient told) throws ConnectionEndedException, CommandRefusedException {
        client = xclient.xclient(client, told);
        auth.begin(client);
        greet();
    }

    // RFC 3207 §4
    private void startTls() throws ConnectionEndedException, CommandRefusedException {
        if (connection.tls().isPresent()) {
            throw new CommandRefusedException(503, "5.5.1", "TLS is on already");
        }
        if (!connection.canStartTls()) {
            throw new CommandRefusedException(502, "5.5.1", "STARTTLS is not offered");
        }
        // Commands that came in the clear must not be carried out as if they had come through TLS.
        lastOfGroup();
        connection.flush();
        connection.startTls("220 2.0.0 Go ahead\r\n".getBytes(StandardCharsets.US_ASCII));
        client.endTransaction();
        client = client.anew();
    }

    private void authenticate(Command.Auth command) throws ConnectionEndedException, CommandRefusedException {
        auth.check(client);
        lastOfGroup();
        Reply reply = auth.run(client, command);
        if (reply.positive()) {
            reply(reply);
        } else if (auth.tooManyFailures()) {
            close(421, "4.7.0", "Too many failed log-ins");
        } else {
            countError();
            reply(reply);
        }
    }

    // RFC 2920 §3.1: after these commands a client waits. One that does not is no honest client, and what it sent
    // ahead could be taken for commands where it is content, or the other way round.
    private void lastOfGroup() throws CommandRefusedException {
        if (input.buffered() > 0) {
            open = false;
            throw new CommandRefusedException(554, "5.5.0", "Wait for the reply to this command before you go on");
        }
    }

    private void refuse(byte[] line, Reply reply) throws ConnectionEndedException {
        server.services().events.record(refused(line, reply));
        if (reply.permanentFailure()) {
            countError();
        }
        Reply told = stages.refused(client, reply);
        open = open && !stages.closing();
        reply(told);
    }

    private MailEvent refused(byte[] line, Reply reply) {
        return new MailEvent.Refused(server.listener().name(), Optional.of(client.address()), shown(line), reply);
    }

    private static String shown(byte[] line) {
        return CredentialMask.mask(new String(line, StandardCharsets.ISO_8859_1));
    }

    private void countError() {
        errors++;
    }

    private void reply(Reply reply) throws ConnectionEndedException {
        replies.write(reply);
        if (open && errors >= server.config().maxErrors()) {
            close(421, "4.7.0", "Too many errors");
        }
    }

    private void fault(byte[] line, RuntimeException e) throws ConnectionEndedException {
        LOG.error("A fault of this server at '{}' of {}", shown(line), connection.client(), e);
        client.endTransaction();
        reply(Reply.of(451, "4.3.0", "Something went wrong here"));
        if (++faults >= FAULTS_MAX) {
            close(421, "4.3.0", "Something goes wrong here again and again");
        }
    }

    // RFC 5321 §3.8: 421 is the one reply that a server may give at any time.
    private void close(int code, String status, String text) throws ConnectionEndedException {
        open = false;
        Reply reply = Reply.of(code, status, server.services().server.hostname() + " " + text);
        server.services().events.record(refused(NO_LINE, reply));
        replies.write(reply);
        connection.flush();
    }

    private void timeOut() {
        try {
            close(421, "4.4.2", "You have been silent for too long");
        } catch (ConnectionEndedException e) {
            LOG.debug("The time-out could not be told: {}", e.getMessage());
        }
    }
}
