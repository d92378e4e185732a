package org.postrider.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.Account;
import org.postrider.api.event.MailEvent;
import org.postrider.api.net.Connection;
import org.postrider.api.net.Connection.Wake;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.store.StoreException;
import org.postrider.imap.CommandReader.Command;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.protocol.sasl.SaslDialogue;
import org.postrider.protocol.sasl.SaslMechanism;
import org.postrider.protocol.sasl.SaslResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A dialogue from greeting to BYE. Confined to its thread.
///
/// Here stand the states (RFC 3501 §3) and what can be said in any; what needs a login is [AccountCommands], what needs
/// a
/// selected mailbox [MessageCommands].
final class ImapSession {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);
    private static final int OWN_FAULTS_MAX = 3;
    private static final int FAILED_LOGINS_MAX = 3;
    private static final String ANSWERED = "";
    private static final Set<String> WITHOUT_LOGIN = Set.of("LOGIN", "AUTHENTICATE", "STARTTLS");

    private final ImapConfig config;
    private final ListenerInfo listener;
    private final ImapServices services;
    private final Connection connection;
    private final Responses out;
    private final CommandReader reader;
    private @Nullable AccountCommands account;
    private int errors;
    private int failedLogins;
    private int ownFaults;
    private boolean over;

    ImapSession(ImapConfig config, ListenerInfo listener, ImapServices services, Connection connection) {
        this.config = config;
        this.listener = listener;
        this.services = services;
        this.connection = connection;
        this.out = new Responses(connection);
        this.reader = new CommandReader(connection, config);
    }

    void run() throws ConnectionEndedException {
        try {
            out.untagged("OK [CAPABILITY " + capabilities() + "] "
                    + services.server().hostname() + " " + config.greeting());
            out.flush();
            while (!over) {
                if (awaitCommand()) {
                    one();
                }
            }
            out.flush();
        } finally {
            if (account != null) {
                account.close();
            }
        }
    }

    private boolean awaitCommand() throws ConnectionEndedException {
        boolean known = account != null;
        Wake wake = connection.await(known ? config.idleTimeLimit() : config.loginTimeLimit());
        return switch (wake) {
            case INPUT -> true;
            // News wait until the client says something (RFC 3501 §7): only IDLE is told at once.
            case WOKEN -> false;
            case TIME -> bye("the session was idle for too long");
            case STOPPING -> bye("the server stops; come back in a moment");
        };
    }

    private boolean bye(String reason) throws ConnectionEndedException {
        out.untagged("BYE " + reason);
        over = true;
        return false;
    }

    private void one() throws ConnectionEndedException {
        connection.timeLimit(config.dataTimeLimit());
        try {
            Command command = reader.read(account != null);
            try {
                answer(command);
            } finally {
                CommandReader.delete(command.large().orElse(null));
            }
        } catch (CommandReader.RefusedException e) {
            out.line(e.tag() + " " + e.getMessage());
            errors++;
        }
        if (over) {
            // BYE was said.
        } else if (failedLogins >= FAILED_LOGINS_MAX) {
            bye("too many failed logins");
        } else if (errors >= config.maxErrors()) {
            bye("too many commands that make no sense");
        } else if (ownFaults >= OWN_FAULTS_MAX) {
            bye("internal errors");
        }
        out.flushWhereIdle();
    }

    private void answer(Command command) throws ConnectionEndedException {
        if (isHttp(command.text())) {
            // Somebody makes a browser talk to us (ALPACA): nothing is answered.
            throw new ConnectionEndedException(Reason.VIOLATION, "the client speaks HTTP");
        }
        ImapInput input = new ImapInput(command.octets(), config.separator());
        String tag = "*";
        try {
            tag = input.tag();
            input.expectSpace();
            String name = input.word();
            String result = execute(tag, name, input, command);
            if (!result.equals(ANSWERED)) {
                out.line(tag + " " + result);
            }
            errors = 0;
        } catch (ImapSyntaxException e) {
            out.line(tag + " BAD " + ascii(e));
            errors++;
        } catch (CommandFailedException e) {
            out.line(tag + " " + ascii(e));
            errors += String.valueOf(e.getMessage()).startsWith("BAD") ? 1 : 0;
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (StoreException e) {
            switch (e.kind()) {
                case DAMAGED -> LOG.error("a mailbox is damaged", e);
                case TEMPORARY -> LOG.warn("a mailbox cannot be used now", e);
                case NOT_FOUND, ALREADY_EXISTS, OVER_QUOTA, CONFLICT, INVALID ->
                    LOG.debug("{}: {}", e.kind(), e.getMessage());
            }
            out.line(tag + " " + CommandFailedException.of(e).getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("a command failed; the session goes on", e);
            ownFaults++;
            out.line(tag + " NO [SERVERBUG] internal error; the log of the server says why");
        }
    }

    private String execute(String tag, String name, ImapInput input, Command command)
            throws IOException, ImapSyntaxException, CommandFailedException {
        return switch (name) {
            case "CAPABILITY" -> {
                input.expectEnd();
                out.untagged("CAPABILITY " + capabilities());
                yield "OK CAPABILITY done";
            }
            case "NOOP" -> {
                input.expectEnd();
                sync(true);
                yield "OK NOOP done";
            }
            case "LOGOUT" -> {
                input.expectEnd();
                bye("good-bye");
                yield "OK LOGOUT done";
            }
            case "ID" -> id(input);
            default -> account == null ? beforeLogin(tag, name, input) : afterLogin(account, tag, name, input, command);
        };
    }

    private String beforeLogin(String tag, String name, ImapInput input)
            throws ImapSyntaxException, CommandFailedException, ConnectionEndedException {
        return switch (name) {
            case "STARTTLS" -> startTls(tag, input);
            case "LOGIN" -> login(input);
            case "AUTHENTICATE" -> authenticate(input);
            default -> {
                if (AccountCommands.NAMES.contains(name) || MessageCommands.NAMES.contains(name)) {
                    throw CommandFailedException.no("log in first");
                }
                throw CommandFailedException.bad("there is no command " + name);
            }
        };
    }

    private String afterLogin(AccountCommands known, String tag, String name, ImapInput input, Command command)
            throws IOException, ImapSyntaxException, CommandFailedException {
        if (WITHOUT_LOGIN.contains(name)) {
            throw CommandFailedException.bad("you have logged in already");
        }
        if (name.equals("IDLE")) {
            input.expectEnd();
            return idle(known);
        }
        if (AccountCommands.NAMES.contains(name)) {
            return known.execute(name, input, command);
        }
        boolean uid = name.equals("UID");
        String what = name;
        if (uid) {
            input.expectSpace();
            what = input.word();
        }
        if (!MessageCommands.NAMES.contains(what) || (uid && !MessageCommands.UID_NAMES.contains(what))) {
            throw CommandFailedException.bad("there is no command " + (uid ? "UID " : "") + what);
        }
        return known.messages().execute(what, uid, tag, input);
    }

    private void sync(boolean expunges) throws StoreException, ConnectionEndedException {
        AccountCommands known = account;
        if (known != null) {
            known.sync(expunges);
        }
    }

    // RFC 2971
    private String id(ImapInput input) throws ImapSyntaxException, ConnectionEndedException {
        input.expectSpace();
        if (input.peek() == '(') {
            input.list(() -> input.peek() == '"' || input.peek() == '{'
                    ? input.string()
                    : input.atom("").getBytes(StandardCharsets.US_ASCII));
        } else {
            input.word();
        }
        input.expectEnd();
        out.untagged(
                "ID (\"name\" \"Postrider\" \"version\" \"" + services.server().version() + "\")");
        return "OK ID done";
    }

    // RFC 3501 §6.2.1: what the client was told before is void
    private String startTls(String tag, ImapInput input)
            throws ImapSyntaxException, CommandFailedException, ConnectionEndedException {
        input.expectEnd();
        if (!connection.canStartTls()) {
            throw CommandFailedException.bad("TLS cannot be started here");
        }
        connection.startTls((tag + " OK begin TLS now\r\n").getBytes(StandardCharsets.US_ASCII));
        return ANSWERED;
    }

    private String login(ImapInput input) throws ImapSyntaxException, CommandFailedException {
        input.expectSpace();
        String name = input.astringText();
        input.expectSpace();
        String password = input.astringText();
        input.expectEnd();
        checkLoginAllowed();
        return loggedIn(
                switch (services.directory().authenticate(name, password)) {
                    case org.postrider.api.directory.Directory.Authentication.Authenticated(var found) ->
                        new SaslResult.Authenticated(found);
                    case org.postrider.api.directory.Directory.Authentication.Refused() -> new SaslResult.Refused(name);
                    case org.postrider.api.directory.Directory.Authentication.Unavailable(var cause) ->
                        new SaslResult.Unavailable(cause);
                });
    }

    private String authenticate(ImapInput input)
            throws ImapSyntaxException, CommandFailedException, ConnectionEndedException {
        input.expectSpace();
        SaslMechanism mechanism = SaslMechanism.named(input.word())
                .orElseThrow(() -> CommandFailedException.no("[CANNOT] there is no such mechanism"));
        Optional<String> initial = Optional.empty();
        if (!input.atEnd()) {
            input.expectSpace();
            initial = Optional.of(input.atom("=+/"));
        }
        input.expectEnd();
        checkLoginAllowed();
        return loggedIn(new SaslDialogue(this::ask).run(mechanism.begin(services.directory()), initial));
    }

    private byte[] ask(String challenge) throws ConnectionEndedException, LineTooLongException {
        out.line("+ " + challenge);
        out.flush();
        try {
            return connection.readLine(SaslDialogue.LINE_OCTETS_MAX);
        } catch (LineTooLongException e) {
            reader.skipLine(SaslDialogue.LINE_OCTETS_MAX);
            throw e;
        }
    }

    private void checkLoginAllowed() throws CommandFailedException {
        if (!loginAllowed()) {
            throw CommandFailedException.no("[PRIVACYREQUIRED] start TLS first");
        }
    }

    private boolean loginAllowed() {
        return config.plaintextLogin().allows(connection);
    }

    private String loggedIn(SaslResult result) throws CommandFailedException {
        return switch (result) {
            case SaslResult.Authenticated(Account found) -> welcome(found);
            case SaslResult.Refused(var name) -> {
                services.events()
                        .record(new MailEvent.LoginFailed(listener.name(), Optional.of(connection.client()), name));
                failedLogins++;
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

    private String welcome(Account found) throws CommandFailedException {
        try {
            account = new AccountCommands(found.address(), config, services, out);
        } catch (StoreException e) {
            throw CommandFailedException.of(e);
        }
        services.events()
                .record(new MailEvent.LoggedIn(listener.name(), Optional.of(connection.client()), found.address()));
        return "OK [CAPABILITY " + Capabilities.after() + "] welcome";
    }

    // RFC 2177
    private String idle(AccountCommands known) throws ConnectionEndedException, StoreException, CommandFailedException {
        out.line("+ idling");
        try (var _ = known.watch(connection::wake)) {
            known.sync(true);
            out.flush();
            long end = System.nanoTime() + config.idleTimeLimit().toNanos();
            while (true) {
                switch (connection.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                    case INPUT -> {
                        return endOfIdle(known);
                    }
                    case WOKEN -> {
                        known.sync(true);
                        out.flush();
                    }
                    case TIME -> {
                        bye("the session was idle for too long");
                        return ANSWERED;
                    }
                    case STOPPING -> {
                        bye("the server stops; come back in a moment");
                        return ANSWERED;
                    }
                }
            }
        }
    }

    private String endOfIdle(AccountCommands known)
            throws ConnectionEndedException, StoreException, CommandFailedException {
        try {
            String line = new String(connection.readLine(1000), StandardCharsets.US_ASCII).strip();
            known.sync(true);
            if (!line.toUpperCase(Locale.ROOT).equals("DONE")) {
                throw CommandFailedException.bad("IDLE ends with DONE");
            }
            return "OK IDLE done";
        } catch (LineTooLongException e) {
            throw CommandFailedException.bad("IDLE ends with DONE");
        }
    }

    private String capabilities() {
        return account == null ? Capabilities.before(connection.canStartTls(), loginAllowed()) : Capabilities.after();
    }

    private static boolean isHttp(String text) {
        return text.matches("(?s)(GET|POST|PUT|HEAD|OPTIONS|CONNECT) \\S+ HTTP/.*");
    }

    private static String ascii(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("[^ -~]", "?");
    }
}
