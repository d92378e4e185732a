package org.postrider.smtp.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Route;

/// The beginning and the end of a session with another host: greeting, EHLO, STARTTLS, AUTH, QUIT. Confined to the
/// thread of the delivery.
final class HopSession {
    private static final byte[] NOTHING = {};
    private static final Duration SURE = Duration.ofSeconds(2);

    private final HopWire wire;
    private final Domain hostname;
    private final Dialect dialect;
    private final TimeLimits limits;

    private Extensions extensions = Extensions.NONE;
    private long transactions;
    /// The last transaction came to its end, after which nothing of it is left (RFC 5321 §4.1.1.4).
    private boolean clear = true;
    private Instant lastHeard = Instant.EPOCH;

    HopSession(HopWire wire, Domain hostname, Dialect dialect, TimeLimits limits) {
        this.wire = wire;
        this.hostname = hostname;
        this.dialect = dialect;
        this.limits = limits;
    }

    /// What the host offered last.
    Extensions extensions() {
        return extensions;
    }

    /// Goes as far as MAIL could be said.
    void open(TlsLevel level, Optional<Route.Credentials> credentials)
            throws ConnectionEndedException, HopRefusedException, TlsFailedException {
        HostReply greeting = wire.reply(limits.command());
        if (greeting.code() != 220) {
            // RFC 5321 §3.1: 554 and 4yz alike leave the next host to try, and this one another time: it has
            // refused a connection and no mail.
            throw greeting.reply().permanentFailure()
                    ? new HopRefusedException(451, "4.3.2", "The host takes no connection: " + greeting.reply())
                    : refused(greeting);
        }
        hello();
        switch (level) {
            case NONE, IMPLICIT -> {
                // Never, or already.
            }
            case OPPORTUNISTIC, REQUIRED, VERIFIED -> startTls(level);
        }
        if (credentials.isPresent()) {
            logIn(credentials.get());
        }
    }

    /// How many recipients a transaction may have (RFC 9422 §4.2).
    int recipientsMax() {
        long most = extensions.limit("RCPTMAX");
        return most == 0 ? Integer.MAX_VALUE : (int) Math.min(most, Integer.MAX_VALUE);
    }

    /// A transaction begins.
    void began() {
        transactions++;
        clear = false;
    }

    /// The host has said what became of the message.
    void ended(Instant now) {
        clear = true;
        lastHeard = now;
    }

    /// True where another transaction may begin (RFC 9422 §4.1).
    boolean mayGoOn() {
        long most = extensions.limit("MAILMAX");
        return most == 0 || transactions < most;
    }

    /// Forgets the mail before, and finds out whether the host is still there (RFC 5321 §4.1.1.5). Where it has just
    /// said that it took a message, both are known.
    boolean reset(Instant now) throws ConnectionEndedException {
        if (clear && now.isBefore(lastHeard.plus(SURE))) {
            return true;
        }
        return wire.ask("RSET", limits.reset()).code() == 250;
    }

    HopWire wire() {
        return wire;
    }

    void close() {
        wire.connection().close();
    }

    /// Says good-bye and closes; it does not matter whether the host hears it.
    void quit() {
        try {
            wire.ask("QUIT", limits.quit());
        } catch (ConnectionEndedException _) {
            // It is over, which is all that was wanted.
        } finally {
            close();
        }
    }

    private void hello() throws ConnectionEndedException, HopRefusedException {
        HostReply reply = wire.ask(dialect.hello() + " " + hostname, limits.command());
        if (reply.code() == 250) {
            extensions = Extensions.of(reply.lines());
            return;
        }
        // RFC 5321 §3.2: a host that does not know EHLO may know HELO.
        boolean unknown = reply.reply().permanentFailure() && dialect == Dialect.SMTP;
        HostReply old = unknown ? wire.ask("HELO " + hostname, limits.command()) : reply;
        if (old.code() != 250) {
            // RFC 5321 §4.2.1: 5yz is for good, said to EHLO and HELO alike; another host of the domain may still take
            // it.
            throw refused(old);
        }
        extensions = Extensions.NONE;
    }

    // RFC 3207 §4
    private void startTls(TlsLevel level) throws ConnectionEndedException, HopRefusedException, TlsFailedException {
        boolean must = level != TlsLevel.OPPORTUNISTIC;
        if (!extensions.has("STARTTLS") || !wire.connection().canStartTls()) {
            if (must) {
                throw new HopRefusedException(454, "4.7.4", "TLS is required and the host does not offer it");
            }
            return;
        }
        HostReply reply = wire.ask("STARTTLS", limits.command());
        if (reply.code() != 220) {
            if (must) {
                throw new HopRefusedException(454, "4.7.4", "TLS is required and the host refused: " + reply.reply());
            }
            return;
        }
        try {
            wire.connection().timeLimit(limits.connect());
            wire.connection().startTls(NOTHING);
        } catch (ConnectionEndedException e) {
            throw new TlsFailedException(e);
        }
        // What was said in the clear counts no longer (RFC 3207 §4.2).
        hello();
    }

    // RFC 4954
    private void logIn(Route.Credentials credentials) throws ConnectionEndedException, HopRefusedException {
        if (wire.connection().tls().isEmpty()) {
            throw new HopRefusedException(
                    454, "4.7.4", "The password is sent through TLS only, and the connection has none");
        }
        String user = credentials.user();
        String password = credentials.password().value();
        HostReply reply;
        if (extensions.offersMechanism("PLAIN")) {
            reply = wire.ask("AUTH PLAIN " + base64("\0" + user + "\0" + password), limits.command());
        } else if (extensions.offersMechanism("LOGIN")) {
            reply = wire.ask("AUTH LOGIN", limits.command());
            reply = reply.code() == 334 ? wire.ask(base64(user), limits.command()) : reply;
            reply = reply.code() == 334 ? wire.ask(base64(password), limits.command()) : reply;
        } else {
            throw new HopRefusedException(454, "4.7.0", "The host offers neither AUTH PLAIN nor AUTH LOGIN");
        }
        if (reply.code() != 235) {
            // Transient whatever the host says: an administrator can mend it, and no mail should bounce before.
            throw new HopRefusedException(454, "4.7.0", "The host refused our log-in: " + reply.reply());
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static HopRefusedException refused(HostReply reply) {
        // A reply that is neither success nor failure here, such as 354, is a fault of the host.
        return reply.reply().positive()
                ? new HopRefusedException(451, "4.5.0", "The host gave a reply out of place: " + reply.reply())
                : new HopRefusedException(reply.reply());
    }
}
