package org.postrider.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.event.MailEvent;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.store.StoreException;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.protocol.sasl.SaslDialogue;
import org.postrider.protocol.sasl.SaslMechanism;
import org.postrider.protocol.sasl.SaslResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What can be said before a login (RFC 3501 §6.2).
final class LoginCommands {
    private static final Logger LOG = LoggerFactory.getLogger(LoginCommands.class);

    private LoginCommands() {}

    // RFC 3501 §6.2.1: what the client was told before is void
    static String startTls(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectEnd();
        if (!call.session().connection().canStartTls()) {
            throw CommandFailedException.bad("TLS cannot be started here");
        }
        call.session()
                .connection()
                .startTls((call.tag() + " OK begin TLS now\r\n").getBytes(StandardCharsets.US_ASCII));
        return ImapCommand.ANSWERED;
    }

    static String login(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        String name = input.astringText();
        input.expectSpace();
        String password = input.astringText();
        input.expectEnd();
        checkLoginAllowed(call);
        return loggedIn(
                call,
                switch (call.services().directory().authenticate(name, password)) {
                    case Authentication.Authenticated(var found) -> new SaslResult.Authenticated(found);
                    case Authentication.Refused() -> new SaslResult.Refused(name);
                    case Authentication.Unavailable(var cause) -> new SaslResult.Unavailable(cause);
                });
    }

    static String authenticate(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        SaslMechanism mechanism = SaslMechanism.named(input.word())
                .orElseThrow(() -> CommandFailedException.no("[CANNOT] there is no such mechanism"));
        Optional<String> initial = Optional.empty();
        if (!input.atEnd()) {
            input.expectSpace();
            initial = Optional.of(input.atom("=+/"));
        }
        input.expectEnd();
        checkLoginAllowed(call);
        return loggedIn(
                call,
                new SaslDialogue(challenge -> ask(call.session(), challenge))
                        .run(mechanism.begin(call.services().directory()), initial));
    }

    private static byte[] ask(ImapSession session, String challenge)
            throws ConnectionEndedException, LineTooLongException {
        session.out().line("+ " + challenge);
        session.out().flush();
        try {
            return session.connection().readLine(SaslDialogue.LINE_OCTETS_MAX);
        } catch (LineTooLongException e) {
            session.reader().skipLine(SaslDialogue.LINE_OCTETS_MAX);
            throw e;
        }
    }

    private static void checkLoginAllowed(Call call) throws CommandFailedException {
        if (!call.config().plaintextLogin().allows(call.session().connection())) {
            throw CommandFailedException.no("[PRIVACYREQUIRED] start TLS first");
        }
    }

    private static String loggedIn(Call call, SaslResult result) throws CommandFailedException {
        ImapSession session = call.session();
        return switch (result) {
            case SaslResult.Authenticated(Account found) -> welcome(session, found);
            case SaslResult.Refused(var name) -> {
                call.services()
                        .events()
                        .record(new MailEvent.LoginFailed(
                                session.listener().name(),
                                Optional.of(session.connection().client()),
                                name));
                session.loginFailed();
                throw CommandFailedException.no("[AUTHENTICATIONFAILED] wrong name or password");
            }
            case SaslResult.Unavailable(var cause) -> {
                LOG.warn("nobody can log in now: {}", cause);
                throw CommandFailedException.no("[UNAVAILABLE] nobody can log in now");
            }
            case SaslResult.Malformed(var problem) -> throw CommandFailedException.bad(problem);
            case SaslResult.Cancelled() -> throw CommandFailedException.bad("cancelled");
        };
    }

    private static String welcome(ImapSession session, Account found) throws CommandFailedException {
        try {
            session.loggedIn(new LoggedIn(found.address(), session.services(), session.config(), session.out()));
        } catch (StoreException e) {
            throw CommandFailedException.of(e);
        }
        session.services()
                .events()
                .record(new MailEvent.LoggedIn(
                        session.listener().name(),
                        Optional.of(session.connection().client()),
                        found.address()));
        return "OK [CAPABILITY " + session.capabilities() + "] welcome";
    }
}
