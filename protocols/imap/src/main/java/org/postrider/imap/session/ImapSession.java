package org.postrider.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.net.Connection;
import org.postrider.api.net.Connection.Wake;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.store.StoreException;
import org.postrider.imap.session.CommandReader.Command;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.DeflateConnection;
import org.postrider.imap.wire.Responses;
import org.postrider.imap.wire.Scratch;
import org.postrider.protocol.sasl.SaslSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A dialogue from greeting to BYE. Confined to its thread.
///
/// Here stands what all commands share: reading one after another, the limits, the answers to failures. The commands
/// themselves are rows of the [CommandTable].
public final class ImapSession {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSession.class);
    private static final int OWN_FAULTS_MAX = 3;
    private static final int HTTP_OCTETS_MAX = 2000;
    private static final Pattern HTTP_REQUEST = Pattern.compile("(GET|POST|PUT|HEAD|OPTIONS|CONNECT) \\S+ HTTP/");

    private final ImapConfig config;
    private final ImapServices services;
    private final CommandTable commands;
    private Connection connection;
    private @Nullable DeflateConnection compressed;
    private final Responses out;
    private final CommandReader reader;
    private final SaslSession sasl;
    private @Nullable LoggedIn account;
    // Whatever is said meanwhile, that long may somebody be here who has not logged in.
    private long loginDeadline;
    private int errors;
    private int ownFaults;
    private boolean over;

    public ImapSession(
            ImapConfig config,
            ListenerInfo listener,
            ImapServices services,
            CommandTable commands,
            Connection connection) {
        this.commands = commands;
        this.config = config;
        this.services = services;
        this.connection = connection;
        this.sasl = services.sasl().session(connection, listener, config.plaintextLogin());
        this.out = new Responses(connection);
        this.reader = new CommandReader(connection, config);
        this.loginDeadline = System.nanoTime() + config.loginTimeLimit().toNanos();
    }

    public void run() throws ConnectionEndedException {
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
            unauthenticate();
            if (compressed != null) {
                compressed.end();
            }
        }
    }

    private boolean awaitCommand() throws ConnectionEndedException {
        LoggedIn known = account;
        long end = known == null
                ? loginDeadline
                : System.nanoTime() + config.idleTimeLimit().toNanos();
        if (known == null && end - System.nanoTime() <= 0) {
            return bye("the session did not log in in time");
        }
        while (true) {
            switch (awaitNews(end)) {
                case INPUT -> {
                    return true;
                }
                // News wait until the client says something (RFC 3501 §7), but for IDLE and NOTIFY.
                case WOKEN -> {
                    look(known);
                }
                case TIME -> {
                    return bye("the session was idle for too long");
                }
                case STOPPING -> {
                    return bye("the server stops; come back in a moment");
                }
            }
        }
    }

    private void look(@Nullable LoggedIn known) throws ConnectionEndedException {
        try {
            if (known != null) {
                connection.timeLimit(config.dataTimeLimit());
                known.look();
                out.flush();
            }
        } catch (StoreException e) {
            // The next command will say so.
            LOG.debug("the selected mailbox cannot be looked at", e);
        }
    }

    /// Waits for input, or for something that the client may have to be told.
    ///
    /// @param end when it has been idle for too long ([System#nanoTime()])
    public Wake awaitNews(long end) throws ConnectionEndedException {
        Duration rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        Notifications notifications = account == null ? null : account.notifications();
        Wake wake = connection.await(notifications == null ? rest : notifications.nextLook(rest));
        return wake == Wake.TIME && System.nanoTime() - end < 0 ? Wake.WOKEN : wake;
    }

    /// Says BYE (RFC 3501 §7.1.5); the session ends after the command.
    public boolean bye(String reason) throws ConnectionEndedException {
        out.untagged("BYE " + reason);
        over = true;
        return false;
    }

    private void one() throws ConnectionEndedException {
        connection.timeLimit(config.dataTimeLimit());
        try {
            try (Scratch scratch = new Scratch()) {
                answer(reader.read(account != null, scratch), scratch);
            }
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            LOG.error("the file of a message that was appended cannot be deleted", e);
        } catch (CommandReader.RefusedException e) {
            out.line(e.tag() + " " + e.getMessage());
            errors++;
        }
        if (over) {
            // BYE was said.
        } else if (sasl.exhausted()) {
            bye("too many failed logins");
        } else if (errors >= config.maxErrors()) {
            bye("too many commands that make no sense");
        } else if (ownFaults >= OWN_FAULTS_MAX) {
            bye("internal errors");
        }
        out.flushWhereIdle();
    }

    private void answer(Command command, Scratch scratch) throws ConnectionEndedException {
        if (isHttp(command.start(HTTP_OCTETS_MAX))) {
            // Somebody makes a browser talk to us (ALPACA): nothing is answered.
            throw new ConnectionEndedException(Reason.VIOLATION, "the client speaks HTTP");
        }
        ImapInput input = new ImapInput(
                command.octets(), config.separator(), account != null && account.utf8Names(), command.large());
        String tag = "*";
        try {
            tag = input.tag();
            input.expectSpace();
            String result = commands.execute(this, tag, input, scratch);
            if (!result.equals(ImapCommand.ANSWERED)) {
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
                case NOT_FOUND, ALREADY_EXISTS, OVER_QUOTA, CONFLICT, NOT_PERMITTED, INVALID ->
                    LOG.debug("{}: {}", e.kind(), e.getMessage());
            }
            out.line(tag + " " + CommandFailedException.of(e).getMessage());
        } catch (DirectoryUnavailableException e) {
            LOG.warn("A command is refused for now: {}", e.getMessage());
            // RFC 5530 §3
            out.line(tag + " NO [UNAVAILABLE] the directory of users cannot be asked now");
        } catch (IOException | RuntimeException e) {
            LOG.error("a command failed; the session goes on", e);
            ownFaults++;
            out.line(tag + " NO [SERVERBUG] internal error; the log of the server says why");
        }
    }

    public ImapConfig config() {
        return config;
    }

    public ImapServices services() {
        return services;
    }

    public Connection connection() {
        return connection;
    }

    public CommandReader reader() {
        return reader;
    }

    public Responses out() {
        return out;
    }

    /// Null before a login.
    @Nullable
    public LoggedIn account() {
        return account;
    }

    public void loggedIn(LoggedIn known) {
        account = known;
    }

    /// Nobody is logged in any more.
    public void unauthenticate() {
        LoggedIn known = account;
        if (known != null) {
            account = null;
            loginDeadline = System.nanoTime() + config.loginTimeLimit().toNanos();
            known.close();
        }
    }

    public boolean isCompressed() {
        return compressed != null;
    }

    /// From now on all is compressed in both directions (RFC 4978).
    public void compress() {
        DeflateConnection packed = new DeflateConnection(connection, config.dataTimeLimit());
        compressed = packed;
        connection = packed;
        out.use(packed);
        reader.use(packed);
    }

    public SaslSession sasl() {
        return sasl;
    }

    public String capabilities() {
        return commands.capabilities(this);
    }

    private static boolean isHttp(String text) {
        return HTTP_REQUEST.matcher(text).lookingAt();
    }

    private static String ascii(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("[^ -~]", "?");
    }
}
