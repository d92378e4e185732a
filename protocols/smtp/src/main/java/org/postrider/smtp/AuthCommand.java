package org.postrider.smtp;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.protocol.WireInput;
import org.postrider.protocol.sasl.SaslDialogue;
import org.postrider.protocol.sasl.SaslMechanism;
import org.postrider.protocol.sasl.SaslResult;
import org.postrider.protocol.sasl.SaslSession;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.CommandRefusedException;

/// AUTH (RFC 4954). Confined to the session thread.
final class AuthCommand {
    private static final int SKIPPED_OCTETS_MAX = 64 * 1024;

    private final SmtpServer server;
    private final Connection connection;
    private final WireInput input;
    private SaslSession sasl;

    AuthCommand(SmtpServer server, Connection connection, WireInput input) {
        this.server = server;
        this.connection = connection;
        this.input = input;
        this.sasl = session(connection.client());
    }

    /// Another client than before: what the log-in rules and the guard look at is its address.
    void begin(Client client) {
        sasl = session(client.address());
    }

    private SaslSession session(InetAddress client) {
        return server.services()
                .sasl
                .session(connection, client, server.listener(), server.config().plaintextLogin());
    }

    /// The line of the EHLO reply; empty where nothing may be offered now.
    Optional<String> offer() {
        List<SaslMechanism> usable = server.role() == Role.LMTP ? List.of() : sasl.offered();
        return usable.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        usable.stream().map(SaslMechanism::wireName).collect(Collectors.joining(" ", "AUTH ", "")));
    }

    /// Refuses what must not be tried.
    void check(Client client) throws CommandRefusedException {
        if (server.role() == Role.LMTP) {
            throw new CommandRefusedException(502, "5.5.1", "AUTH is not offered");
        }
        if (client.hello().isEmpty()) {
            throw new CommandRefusedException(503, "5.5.1", "Say EHLO first");
        }
        // RFC 4954 §4
        if (client.user().isPresent() || client.transaction().isPresent()) {
            throw new CommandRefusedException(503, "5.5.1", "Not now: once, and before MAIL");
        }
    }

    /// Runs the dialogue; where it succeeds, the client is logged in.
    Reply run(Client client, Command.Auth command) throws ConnectionEndedException, CommandRefusedException {
        SaslResult result = sasl.authenticate(command.mechanism(), command.initialResponse(), this::ask);
        // RFC 4954 §6
        return switch (result) {
            case SaslResult.Authenticated(var account) -> {
                client.loggedIn(account);
                yield Reply.of(235, "2.7.0", "Welcome");
            }
            case SaslResult.Refused _ -> Reply.of(535, "5.7.8", "Wrong name or password");
            case SaslResult.Banned _ -> Reply.of(454, "4.7.0", "Too many failed log-ins from your address; wait");
            case SaslResult.Unavailable _ -> Reply.of(454, "4.7.0", "Nobody can log in right now");
            case SaslResult.Malformed(String problem) -> Reply.of(501, "5.5.2", capitalised(problem));
            case SaslResult.Cancelled() -> Reply.of(501, "5.7.0", "Cancelled");
            case SaslResult.NotOffered() ->
                throw new CommandRefusedException(504, "5.5.4", "This mechanism is not offered");
            case SaslResult.NeedsTls() ->
                throw new CommandRefusedException(538, "5.7.11", "Switch on TLS before you log in");
        };
    }

    boolean tooManyFailures() {
        return sasl.exhausted();
    }

    private byte[] ask(String challenge) throws ConnectionEndedException, LineTooLongException {
        connection.write(("334 " + challenge + "\r\n").getBytes(StandardCharsets.US_ASCII));
        connection.flush();
        try {
            return input.readLine(SaslDialogue.LINE_OCTETS_MAX);
        } catch (LineTooLongException e) {
            input.skipLine(SKIPPED_OCTETS_MAX);
            throw e;
        }
    }

    private static String capitalised(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
