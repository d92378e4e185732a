package org.postrider.protocol.sasl;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.login.LoginGuard;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log-ins of one connection: which mechanisms are offered, who may try, what is told to the log and to the
/// [LoginGuard]. A failure is answered only after the time that the guard wants. Confined to the session thread.
public final class SaslSession {
    private static final Logger LOG = LoggerFactory.getLogger(SaslSession.class);
    private static final int FAILURES_MAX = 3;

    private final SaslContext context;
    private final LoginGuard guard;
    private final EventLog events;
    private final ListenerInfo listener;
    private final PlaintextLogin plaintext;
    private int failures;

    SaslSession(
            SaslContext context, LoginGuard guard, EventLog events, ListenerInfo listener, PlaintextLogin plaintext) {
        this.context = context;
        this.guard = guard;
        this.events = events;
        this.listener = listener;
        this.plaintext = plaintext;
    }

    /// What to offer over the connection as it is now, the strongest first.
    public List<SaslMechanism> offered() {
        return safe()
                ? Arrays.stream(SaslMechanism.values()).filter(this::usable).toList()
                : List.of();
    }

    /// Whether somebody may log in now by a command that has name and password in it (LOGIN in IMAP, USER in POP3).
    public boolean passwordOffered() {
        return safe() && usable(SaslMechanism.PLAIN);
    }

    /// Runs a mechanism to its end.
    ///
    /// @param mechanism as the client named it
    /// @param initialResponse the base64 text after the mechanism's name; `=` stands for an empty response
    public SaslResult authenticate(String mechanism, Optional<String> initialResponse, SaslDialogue.Wire wire)
            throws ConnectionEndedException {
        Optional<SaslMechanism> known = SaslMechanism.named(mechanism).filter(this::usable);
        if (known.isEmpty()) {
            return new SaslResult.NotOffered();
        }
        if (!safe()) {
            return new SaslResult.NeedsTls();
        }
        if (isBanned()) {
            return new SaslResult.Banned();
        }
        SaslExchange exchange = known.get().begin(context);
        return judge(new SaslDialogue(wire).run(exchange, initialResponse));
    }

    /// Logs somebody in by name and password.
    public SaslResult password(String name, String password) throws ConnectionEndedException {
        if (!usable(SaslMechanism.PLAIN)) {
            return new SaslResult.NotOffered();
        }
        if (!safe()) {
            return new SaslResult.NeedsTls();
        }
        if (isBanned()) {
            return new SaslResult.Banned();
        }
        return judge(
                switch (context.directory().authenticate(name, password)) {
                    case Authentication.Authenticated(var account) -> new SaslResult.Authenticated(account);
                    case Authentication.Refused() -> new SaslResult.Refused(name);
                    case Authentication.Unavailable(String cause) -> new SaslResult.Unavailable(cause);
                });
    }

    /// True after so many failures that the session should end.
    public boolean exhausted() {
        return failures >= FAILURES_MAX;
    }

    private SaslResult judge(SaslResult result) throws ConnectionEndedException {
        return switch (result) {
            case SaslResult.Authenticated(Account account) -> {
                if (context.banned().test(account.address())) {
                    // As if the password were wrong: a guesser must not learn that it is right.
                    yield failed(account.address().toString());
                }
                guard.succeeded(client(), account.address());
                events.record(new MailEvent.LoggedIn(listener.name(), Optional.of(client()), account.address()));
                yield result;
            }
            case SaslResult.Refused(String name) -> failed(name);
            case SaslResult.Unavailable(String cause) -> {
                LOG.warn("Nobody can log in now: {}", cause);
                yield result;
            }
            case SaslResult.Malformed _,
                    SaslResult.Cancelled _,
                    SaslResult.NotOffered _,
                    SaslResult.NeedsTls _,
                    SaslResult.Banned _ -> result;
        };
    }

    private SaslResult failed(String name) throws ConnectionEndedException {
        failures++;
        events.record(new MailEvent.LoginFailed(listener.name(), Optional.of(client()), name));
        Duration delay = guard.failed(client(), account(name));
        context.connection().pause(delay);
        return new SaslResult.Refused(name);
    }

    private Optional<MailAddress> account(String name) {
        try {
            return context.directory().named(name).map(Account::address);
        } catch (DirectoryUnavailableException _) {
            // The failure counts for the client alone.
            return Optional.empty();
        }
    }

    private boolean isBanned() {
        boolean banned = guard.bannedUntil(client()).isPresent();
        failures = banned ? FAILURES_MAX : failures;
        return banned;
    }

    private boolean usable(SaslMechanism mechanism) {
        return context.policy().allows(mechanism.wireName()) && mechanism.possible(context);
    }

    // RFC 8314 §3: no log-in in the clear, not even one that hides the password, because what follows is the mail.
    private boolean safe() {
        return plaintext.allows(context.connection(), context.client());
    }

    private InetAddress client() {
        return context.client();
    }
}
