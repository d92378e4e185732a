package org.postrider.pop3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.store.StoreException;
import org.postrider.protocol.CredentialMask;
import org.postrider.protocol.WireInput;
import org.postrider.protocol.sasl.SaslDialogue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A dialogue from greeting to good-bye (RFC 1939 §3). Confined to the session thread.
///
/// Here stand the loop and what can be said in any state; [LogIn] is the AUTHORIZATION state, [Transaction] the one
/// behind it.
final class Pop3Session {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Session.class);

    /// RFC 2449 §4 says 255; an initial response of AUTH may need more (RFC 5034 §4), and long passwords do.
    private static final int COMMAND_OCTETS_MAX = SaslDialogue.LINE_OCTETS_MAX;

    private static final int SKIPPED_OCTETS_MAX = 64 * 1024;
    private static final int OWN_FAULTS_MAX = 3;

    private final Pop3Services services;
    private final Connection connection;
    private final WireInput input;
    private final Replies out;
    private final LogIn logIn;
    private @Nullable Open maildrop;
    private boolean utf8;
    private boolean over;
    private int errors;
    private int ownFaults;

    Pop3Session(Pop3Services services, Connection connection) {
        this.services = services;
        this.connection = connection;
        this.input = new WireInput(connection);
        this.out = new Replies(connection);
        this.logIn = new LogIn(services, connection, input, out);
    }

    void run() throws ConnectionEndedException {
        connection.timeLimit(services.config().loginTimeLimit());
        out.ok(services.server().hostname() + " " + services.config().greeting());
        try {
            while (!over && commandIsComing()) {
                one();
            }
            out.flush();
        } finally {
            leave();
        }
    }

    // Waits at the one point where a session can be ended without harm: between two commands.
    private boolean commandIsComing() throws ConnectionEndedException {
        if (input.buffered() > 0 && !connection.stopping()) {
            // RFC 2449 §6.8 (PIPELINING): more is here, so the replies are gathered.
            return true;
        }
        out.flush();
        while (true) {
            switch (connection.await(timeLimit())) {
                case INPUT -> {
                    return true;
                }
                case WOKEN -> {
                    // A POP3 client is told nothing on its own.
                }
                case TIME -> {
                    // RFC 1939 §3: without an answer, and nothing is deleted.
                    return false;
                }
                case STOPPING -> {
                    out.error("[SYS/TEMP] the server stops; come back in a moment");
                    return false;
                }
            }
        }
    }

    private Duration timeLimit() {
        return maildrop == null
                ? services.config().loginTimeLimit()
                : services.config().idleTimeLimit();
    }

    private void one() throws ConnectionEndedException {
        byte[] line;
        try {
            line = input.readLine(COMMAND_OCTETS_MAX, timeLimit());
        } catch (LineTooLongException _) {
            over = !input.skipLine(SKIPPED_OCTETS_MAX);
            refuse(new CommandRefusedException("the line is too long"));
            return;
        }
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (LOG.isTraceEnabled()) {
            LOG.trace("C: {}", CredentialMask.mask(text));
        }
        if (isHttp(text)) {
            // Somebody makes a browser talk to us (ALPACA): nothing is answered.
            throw new ConnectionEndedException(Reason.VIOLATION, "the client speaks HTTP");
        }
        try {
            execute(Command.parse(line));
            errors = 0;
        } catch (CommandRefusedException e) {
            refuse(e);
        } catch (StoreException e) {
            log(e);
            refuse(CommandRefusedException.of(e));
        } catch (DirectoryUnavailableException e) {
            LOG.warn("A command is refused for now: {}", e.getMessage());
            out.error("[SYS/TEMP] the directory of users cannot be asked now");
        } catch (RuntimeException e) {
            LOG.error("a command failed; the session goes on", e);
            over |= ++ownFaults >= OWN_FAULTS_MAX;
            out.error("[SYS/TEMP] internal error; the log of the server says why");
        }
    }

    private void refuse(CommandRefusedException refused) throws ConnectionEndedException {
        out.error(String.valueOf(refused.getMessage()));
        errors += refused.senseless() ? 1 : 0;
        over |= errors >= services.config().maxErrors() || logIn.tooManyFailures();
    }

    private void execute(Command command) throws CommandRefusedException, StoreException, ConnectionEndedException {
        switch (command.keyword()) {
            case "CAPA" -> capabilities(command);
            case "LANG" -> language(command);
            case "QUIT" -> quit(command);
            default -> {
                boolean known = maildrop == null
                        ? beforeLogIn(command)
                        : maildrop.transaction().execute(command);
                if (!known) {
                    throw new CommandRefusedException(
                            maildrop == null
                                    ? "log in first, or there is no such command"
                                    : "there is no such command now");
                }
            }
        }
    }

    private boolean beforeLogIn(Command command)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        switch (command.keyword()) {
            case "STLS" -> startTls(command);
            case "UTF8" -> {
                // RFC 6856 §2.1
                command.expectNone();
                utf8 = true;
                out.ok("UTF-8 from now on");
            }
            default -> {
                return logIn.execute(command, this::enter);
            }
        }
        return true;
    }

    private void enter(Maildrop entered, MaildropLocks.Held lock) throws ConnectionEndedException {
        Transaction transaction =
                new Transaction(entered, connection, out, services.config().utf8Messages(), utf8);
        maildrop = new Open(entered, lock, transaction);
        connection.timeLimit(services.config().idleTimeLimit());
        out.ok(entered.count() + " messages (" + entered.octets() + " octets)");
    }

    // RFC 2595 §4: only before a log-in; what the client said before is forgotten
    private void startTls(Command command) throws CommandRefusedException, ConnectionEndedException {
        command.expectNone();
        if (!connection.canStartTls()) {
            throw new CommandRefusedException("TLS cannot be started here");
        }
        if (input.buffered() > 0) {
            throw new ConnectionEndedException(Reason.VIOLATION, "input came in the clear after STLS");
        }
        connection.startTls("+OK begin TLS now\r\n".getBytes(StandardCharsets.US_ASCII));
        utf8 = false;
        logIn.forget();
    }

    // RFC 2449 §5
    private void capabilities(Command command) throws CommandRefusedException, ConnectionEndedException {
        command.expectNone();
        out.ok("these are known");
        List<String> lines = new ArrayList<>(List.of("TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"));
        if (maildrop == null) {
            logIn.capabilities().forEach(lines::add);
            if (connection.canStartTls()) {
                lines.add("STLS");
            }
        }
        // RFC 2449 §6.7
        lines.add("EXPIRE "
                + services.config()
                        .expire()
                        .map(kept -> Long.toString(kept.toDays()))
                        .orElse("NEVER"));
        if (!services.config().loginDelay().isZero()) {
            lines.add("LOGIN-DELAY " + services.config().loginDelay().toSeconds());
        }
        // RFC 6856 §2: USER says that names and passwords may be UTF-8 too.
        lines.add("UTF8 USER");
        lines.add("LANG");
        lines.add("IMPLEMENTATION Postrider-" + services.server().version());
        for (String line : lines) {
            out.line(line);
        }
        out.end();
    }

    // RFC 6856 §3: English is all there is, and is what i-default (RFC 2277 §4.5) means here.
    private void language(Command command) throws CommandRefusedException, ConnectionEndedException {
        command.expectAtMost(1);
        if (command.words().isEmpty()) {
            out.ok("these languages are known");
            out.line("en English");
            out.line("i-default English");
            out.end();
            return;
        }
        switch (command.words().getFirst().toLowerCase(Locale.ROOT)) {
            case "*", "en" -> out.ok("en English it is");
            case "i-default" -> out.ok("i-default English it is");
            default -> throw CommandRefusedException.cannot("this language is not known");
        }
    }

    private void quit(Command command) throws CommandRefusedException, StoreException, ConnectionEndedException {
        command.expectNone();
        over = true;
        if (maildrop != null) {
            // RFC 1939 §6: a client that hears +OK may forget what it has deleted.
            maildrop.maildrop().update();
        }
        out.ok("good-bye");
    }

    private void leave() {
        if (maildrop == null) {
            return;
        }
        try (maildrop.lock) {
            maildrop.maildrop().close();
        } catch (IOException e) {
            LOG.warn("messages that were retrieved could not be marked as seen", e);
        }
    }

    private static void log(StoreException e) {
        switch (e.kind()) {
            case DAMAGED -> LOG.error("a mailbox is damaged", e);
            case TEMPORARY -> LOG.warn("a mailbox cannot be used now", e);
            case NOT_FOUND, ALREADY_EXISTS, OVER_QUOTA, CONFLICT, NOT_PERMITTED, INVALID ->
                LOG.debug("{}: {}", e.kind(), e.getMessage());
        }
    }

    private static boolean isHttp(String line) {
        return line.matches("(?s)(GET|POST|PUT|HEAD|OPTIONS|CONNECT) \\S+ HTTP/.*");
    }

    /// The maildrop of somebody who has logged in.
    private record Open(Maildrop maildrop, MaildropLocks.Held lock, Transaction transaction) {}

    /// Called once somebody has logged in.
    @FunctionalInterface
    interface Entrance {
        void enter(Maildrop maildrop, MaildropLocks.Held lock) throws ConnectionEndedException;
    }
}
