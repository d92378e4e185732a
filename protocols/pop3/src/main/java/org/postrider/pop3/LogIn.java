package org.postrider.pop3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.pop3.Pop3Config.Lock;
import org.postrider.protocol.WireInput;
import org.postrider.protocol.sasl.SaslDialogue;
import org.postrider.protocol.sasl.SaslMechanism;
import org.postrider.protocol.sasl.SaslResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The AUTHORIZATION state (RFC 1939 §4): USER, PASS and AUTH (RFC 5034). Confined to the session thread.
final class LogIn {
    private static final Logger LOG = LoggerFactory.getLogger(LogIn.class);
    private static final int FAILURES_MAX = 3;
    private static final int SKIPPED_OCTETS_MAX = 64 * 1024;

    private final Pop3Services services;
    private final Connection connection;
    private final WireInput input;
    private final Replies out;
    private final MailboxChoice directory;
    private @Nullable String user;
    private int failures;

    LogIn(Pop3Services services, Connection connection, WireInput input, Replies out) {
        this.services = services;
        this.connection = connection;
        this.input = input;
        this.out = out;
        this.directory =
                new MailboxChoice(services.directory(), services.config().mailboxSeparator());
    }

    /// @return false where there is no such command here
    boolean execute(Command command, Pop3Session.Entrance entrance)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        switch (command.keyword()) {
            case "USER" -> {
                checkAllowed();
                if (command.argument().isBlank()) {
                    throw new CommandRefusedException("USER needs a name");
                }
                user = command.argument().strip();
                // RFC 1939 §7: who exists is not told.
                out.ok("now the password");
            }
            case "PASS" -> enter(pass(command), entrance);
            case "AUTH" -> {
                if (command.words().isEmpty()) {
                    list();
                } else {
                    enter(authenticate(command), entrance);
                }
            }
            case "APOP" -> throw new CommandRefusedException("APOP is not offered: no server should know a password");
            default -> {
                return false;
            }
        }
        return true;
    }

    /// What of this state CAPA lists.
    List<String> capabilities() {
        List<String> lines = new ArrayList<>();
        if (allowed()) {
            lines.add("USER");
        }
        String mechanisms = usable().stream().map(SaslMechanism::wireName).collect(Collectors.joining(" "));
        if (!mechanisms.isEmpty()) {
            lines.add("SASL " + mechanisms);
        }
        return lines;
    }

    boolean tooManyFailures() {
        return failures >= FAILURES_MAX;
    }

    /// Nothing counts that was said in the clear.
    void forget() {
        user = null;
    }

    private SaslResult pass(Command command) throws CommandRefusedException {
        checkAllowed();
        String name = user;
        if (name == null) {
            throw new CommandRefusedException("say USER first");
        }
        user = null;
        // RFC 1939 §7 (PASS): a password may have spaces.
        return switch (directory.authenticate(name, command.argument())) {
            case Authentication.Authenticated(var account) -> new SaslResult.Authenticated(account);
            case Authentication.Refused() -> new SaslResult.Refused(name);
            case Authentication.Unavailable(String cause) -> new SaslResult.Unavailable(cause);
        };
    }

    // RFC 5034 §4
    private SaslResult authenticate(Command command) throws CommandRefusedException, ConnectionEndedException {
        command.expectAtMost(2);
        List<String> words = command.words();
        SaslMechanism mechanism = SaslMechanism.named(words.getFirst())
                .orElseThrow(() -> new CommandRefusedException("this mechanism is not offered"));
        if (mechanism.revealsPassword()) {
            checkAllowed();
        }
        Optional<String> initial = words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty();
        return new SaslDialogue(this::ask).run(mechanism.begin(directory), initial);
    }

    private byte[] ask(String challenge) throws ConnectionEndedException, LineTooLongException {
        out.line("+ " + challenge);
        out.flush();
        try {
            return input.readLine(SaslDialogue.LINE_OCTETS_MAX);
        } catch (LineTooLongException e) {
            input.skipLine(SKIPPED_OCTETS_MAX);
            throw e;
        }
    }

    // What clients older than CAPA ask: AUTH alone
    private void list() throws ConnectionEndedException {
        out.ok("these mechanisms are known");
        for (SaslMechanism mechanism : usable()) {
            out.line(mechanism.wireName());
        }
        out.end();
    }

    private void enter(SaslResult result, Pop3Session.Entrance entrance)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        String listener = services.listener().name();
        switch (result) {
            case SaslResult.Authenticated(var account) -> open(account.address(), entrance);
            case SaslResult.Refused(String name) -> {
                failures++;
                services.events().record(new MailEvent.LoginFailed(listener, Optional.of(connection.client()), name));
                // RFC 3206 §4
                throw CommandRefusedException.cannot("[AUTH] wrong name or password");
            }
            case SaslResult.Unavailable(String cause) -> {
                LOG.warn("nobody can log in now: {}", cause);
                throw CommandRefusedException.cannot("[SYS/TEMP] nobody can log in now");
            }
            case SaslResult.Malformed(String problem) -> throw new CommandRefusedException(problem);
            case SaslResult.Cancelled() -> throw CommandRefusedException.cannot("cancelled");
        }
    }

    private void open(MailAddress account, Pop3Session.Entrance entrance)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        Pop3Config config = services.config();
        MailboxName name = mailboxName();
        // RFC 2449 §8.1.1
        if (!services.delays().allow(account, services.clock().instant(), config.loginDelay())) {
            throw CommandRefusedException.cannot(
                    "[LOGIN-DELAY] wait " + config.loginDelay().toSeconds() + " seconds between two log-ins");
        }
        Optional<MaildropLocks.Held> lock =
                config.lock() == Lock.EXCLUSIVE ? services.locks().tryLock(account, name) : Optional.of(() -> {});
        if (lock.isEmpty()) {
            // RFC 2449 §8.1.2
            throw CommandRefusedException.cannot("[IN-USE] another session has this maildrop");
        }
        Maildrop maildrop;
        try {
            maildrop = maildrop(account, name);
        } catch (StoreException | RuntimeException e) {
            lock.get().close();
            throw e;
        }
        services.events()
                .record(new MailEvent.LoggedIn(services.listener().name(), Optional.of(connection.client()), account));
        entrance.enter(maildrop, lock.get());
    }

    private Maildrop maildrop(MailAddress account, MailboxName name) throws StoreException {
        Mailbox opened = services.store().account(account).open(name);
        try {
            return new Maildrop(
                    opened, services.config().uidlFormat(), services.config().markSeen());
        } catch (StoreException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private MailboxName mailboxName() throws CommandRefusedException {
        try {
            return directory
                    .mailbox()
                    .map(written -> MailboxName.parse(written, '/'))
                    .orElse(MailboxName.INBOX);
        } catch (IllegalArgumentException e) {
            throw CommandRefusedException.cannot("[SYS/PERM] " + e.getMessage());
        }
    }

    private List<SaslMechanism> usable() {
        return Arrays.stream(SaslMechanism.values())
                .filter(mechanism -> !mechanism.revealsPassword() || allowed())
                .toList();
    }

    private void checkAllowed() throws CommandRefusedException {
        if (!allowed()) {
            throw CommandRefusedException.cannot("[SYS/PERM] start TLS first");
        }
    }

    private boolean allowed() {
        return services.config().plaintextLogin().allows(connection);
    }
}
