package org.postrider.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.store.StoreException;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.ImapCommand;
import org.postrider.imap.session.ImapSession;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.protocol.sasl.SaslDialogue;
import org.postrider.protocol.sasl.SaslResult;

/// What can be said before a login (RFC 3501 §6.2).
final class LoginCommands {
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
        return loggedIn(call, call.session().sasl().password(name, password));
    }

    static String authenticate(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        ImapInput input = call.input();
        input.expectSpace();
        String mechanism = input.word();
        Optional<String> initial = Optional.empty();
        if (!input.atEnd()) {
            input.expectSpace();
            initial = Optional.of(input.atom("=+/"));
        }
        input.expectEnd();
        return loggedIn(
                call,
                call.session().sasl().authenticate(mechanism, initial, challenge -> ask(call.session(), challenge)));
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

    private static String loggedIn(Call call, SaslResult result) throws CommandFailedException {
        ImapSession session = call.session();
        return switch (result) {
            case SaslResult.Authenticated(Account found) -> welcome(session, found);
            case SaslResult.Refused _ ->
                throw CommandFailedException.no("[AUTHENTICATIONFAILED] wrong name or password");
            // RFC 5530 §3
            case SaslResult.Banned _ ->
                throw CommandFailedException.no("[LIMIT] too many failed logins from your address; wait");
            case SaslResult.Unavailable _ -> throw CommandFailedException.no("[UNAVAILABLE] nobody can log in now");
            case SaslResult.NotOffered _ -> throw CommandFailedException.no("[CANNOT] there is no such mechanism");
            case SaslResult.NeedsTls _ -> throw CommandFailedException.no("[PRIVACYREQUIRED] start TLS first");
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
        return "OK [CAPABILITY " + session.capabilities() + "] welcome";
    }
}
