package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.protocol.WireInput;
import org.postrider.protocol.sasl.SaslDialogue;
import org.postrider.protocol.sasl.SaslMechanism;
import org.postrider.protocol.sasl.SaslResult;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.CommandRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// AUTH (RFC 4954). Confined to the session thread.
final class AuthCommand {
    private static final Logger LOG = LoggerFactory.getLogger(AuthCommand.class);
    private static final int FAILURES_MAX = 3;
    private static final int SKIPPED_OCTETS_MAX = 64 * 1024;

    private final SmtpServer server;
    private final Connection connection;
    private final WireInput input;
    private int failures;

    AuthCommand(SmtpServer server, Connection connection, WireInput input) {
        this.server = server;
        this.connection = connection;
        this.input = input;
    }

    /// The line of the EHLO reply; empty where nothing may be offered now.
    Optional<String> offer() {
        List<SaslMechanism> usable =
                Arrays.stream(SaslMechanism.values()).filter(this::usable).toList();
        return usable.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        usable.stream().map(SaslMechanism::wireName).collect(Collectors.joining(" ", "AUTH ", "")));
    }

    /// Refuses what must not be tried.
    void check(Client client, Command.Auth command) throws CommandRefusedException {
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
        SaslMechanism mechanism = mechanism(command);
        if (!usable(mechanism)) {
            throw new CommandRefusedException(538, "5.7.11", "Switch on TLS before you log in");
        }
    }

    /// Runs the dialogue; where it succeeds, the client is logged in.
    Reply run(Client client, Command.Auth command) throws ConnectionEndedException, CommandRefusedException {
        SaslMechanism mechanism = mechanism(command);
        SaslResult result = new SaslDialogue(this::ask)
                .run(mechanism.begin(server.services().directory), command.initialResponse());
        String listener = server.listener().name();
        // RFC 4954 §6
        return switch (result) {
            case SaslResult.Authenticated(var account) -> {
                client.loggedIn(account);
                record(new MailEvent.LoggedIn(listener, Optional.of(connection.client()), account.address()));
                yield Reply.of(235, "2.7.0", "Welcome");
            }
            case SaslResult.Refused(String name) -> {
                failures++;
                record(new MailEvent.LoginFailed(listener, Optional.of(connection.client()), name));
                yield Reply.of(535, "5.7.8", "Wrong name or password");
            }
            case SaslResult.Unavailable(String cause) -> {
                LOG.warn("The directory cannot check a password: {}", cause);
                yield Reply.of(454, "4.7.0", "Nobody can log in right now");
            }
            case SaslResult.Malformed(String problem) -> Reply.of(501, "5.5.2", capitalised(problem));
            case SaslResult.Cancelled() -> Reply.of(501, "5.7.0", "Cancelled");
        };
    }

    boolean tooManyFailures() {
        return failures >= FAILURES_MAX;
    }

    private static SaslMechanism mechanism(Command.Auth command) throws CommandRefusedException {
        return SaslMechanism.named(command.mechanism())
                .orElseThrow(() -> new CommandRefusedException(504, "5.5.4", "This mechanism is not offered"));
    }

    private boolean usable(SaslMechanism mechanism) {
        boolean safe =
                !mechanism.revealsPassword() || server.config().plaintextLogin().allows(connection);
        return server.role() != Role.LMTP && safe;
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

    private void record(MailEvent event) {
        server.services().events.record(event);
    }

    private static String capitalised(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
