package org.postrider.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.postrider.api.net.Connection;
import org.postrider.api.net.LineTooLongException;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.ImapCommand;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// IDLE (RFC 2177): news are told at once, until the client says DONE.
final class IdleCommand {
    private static final int LINE_OCTETS_MAX = 1000;

    private IdleCommand() {}

    static String idle(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        call.input().expectEnd();
        LoggedIn account = call.account();
        Connection connection = call.session().connection();
        call.out().line("+ idling");
        try (var _ = account.watch(connection::wake)) {
            account.sync(true);
            call.out().flush();
            long end = System.nanoTime() + call.config().idleTimeLimit().toNanos();
            while (true) {
                switch (call.session().awaitNews(end)) {
                    case INPUT -> {
                        return done(call, account);
                    }
                    case WOKEN -> {
                        account.sync(true);
                        call.out().flush();
                    }
                    case TIME -> {
                        call.session().bye("the session was idle for too long");
                        return ImapCommand.ANSWERED;
                    }
                    case STOPPING -> {
                        call.session().bye("the server stops; come back in a moment");
                        return ImapCommand.ANSWERED;
                    }
                }
            }
        }
    }

    private static String done(Call call, LoggedIn account) throws IOException, CommandFailedException {
        try {
            String line = new String(call.session().connection().readLine(LINE_OCTETS_MAX), StandardCharsets.US_ASCII);
            account.sync(true);
            if (!line.strip().toUpperCase(Locale.ROOT).equals("DONE")) {
                throw CommandFailedException.bad("IDLE ends with DONE");
            }
            return call.done();
        } catch (LineTooLongException e) {
            call.session().reader().skipLine(LINE_OCTETS_MAX);
            throw CommandFailedException.bad("IDLE ends with DONE");
        }
    }
}
