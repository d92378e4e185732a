package org.postrider.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
import org.postrider.protocol.sasl.SaslSession;

/// The AUTHORIZATION state (RFC 1939 §4): USER, PASS and AUTH (RFC 5034). Confined to the session thread.
final class LogIn {
    private static final int SKIPPED_OCTETS_MAX = 64 * 1024;

    private final Pop3Services services;
    private final WireInput input;
    private final Replies out;
    private final MailboxChoice directory;
    private final SaslSession sasl;
    private @Nullable String user;

    LogIn(Pop3Services services, Connection connection, WireInput input, Replies out) {
        this.services = services;
        this.input = input;
        this.out = out;
        this.directory =
                new MailboxChoice(services.directory(), services.config().mailboxSeparator());
        this.sasl = services.sasl()
                .session(connection, services.listener(), services.config().plaintextLogin(), directory);
    }

    /// @return false where there is no such command here
    boolean execute(Command command, Pop3Session.Entrance entrance)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        switch (command.keyword()) {
            case "USER" -> {
                checkOffered();
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
        if (sasl.passwordOffered()) {
            lines.add("USER");
        }
        String mechanisms = sasl.offered().stream().map(SaslMechanism::wireName).collect(Collectors.joining(" "));
        if (!mechanisms.isEmpty()) {
            lines.add("SASL " + mechanisms);
        }
        return lines;
    }

    boolean tooManyFailures() {
        return sasl.exhausted();
    }

    /// Nothing counts that was said in the clear.
    void forget() {
        user = null;
    }

    private SaslResult pass(Command command) throws CommandRefusedException, ConnectionEndedException {
        String name = user;
        if (name == null) {
            throw new CommandRefusedException("say USER first");
        }
        user = null;
        // RFC 1939 §7 (PASS): a password may have spaces.
        return sasl.password(name, command.argument());
    }

    // RFC 5034 §4
    private SaslResult authenticate(Command command) throws CommandRefusedException, ConnectionEndedException {
        command.expectAtMost(2);
        List<String> words = command.words();
        Optional<String> initial = words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty();
        return sasl.authenticate(words.getFirst(), initial, this::ask);
    }

    private byte[] ask(String challenge) throws ConnectionEndedException, LineTooLongException {
        out.line("+ " + challenge);
        out.flush();
        try {
            return input.readLine(
                    SaslDialogue.LINE_OCTETS_MAX, services.config().loginTimeLimit());
        } catch (LineTooLongException e) {
            input.skipLine(SKIPPED_OCTETS_MAX);
            throw e;
        }
    }

    // What clients older than CAPA ask: AUTH alone
    private void list() throws ConnectionEndedException {
        out.ok("these mechanisms are known");
        for (SaslMechanism mechanism : sasl.offered()) {
            out.line(mechanism.wireName());
        }
        out.end();
    }

    private void enter(SaslResult result, Pop3Session.Entrance entrance)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        switch (result) {
            case SaslResult.Authenticated(var account) -> open(account.address(), entrance);
            // RFC 3206 §4
            case SaslResult.Refused _ -> throw CommandRefusedException.cannot("[AUTH] wrong name or password");
            case SaslResult.Banned _ ->
                throw CommandRefusedException.cannot("[SYS/TEMP] too many failed log-ins from your address; wait");
            case SaslResult.Unavailable _ -> throw CommandRefusedException.cannot("[SYS/TEMP] nobody can log in now");
            case SaslResult.NotOffered _ -> throw new CommandRefusedException("this mechanism is not offered");
            case SaslResult.NeedsTls _ -> throw CommandRefusedException.cannot("[SYS/PERM] start TLS first");
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

    private void checkOffered() throws CommandRefusedException {
        if (!sasl.passwordOffered()) {
            throw sasl.offered().isEmpty()
                    ? CommandRefusedException.cannot("[SYS/PERM] start TLS first")
                    : new CommandRefusedException("USER is not offered; say AUTH");
        }
    }
}
