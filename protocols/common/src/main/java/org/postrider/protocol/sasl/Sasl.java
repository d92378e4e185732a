package org.postrider.protocol.sasl;

import java.net.InetAddress;
import org.postrider.api.directory.Directory;
import org.postrider.api.event.EventLog;
import org.postrider.api.login.CertificateCheck;
import org.postrider.api.login.LoginGuard;
import org.postrider.api.login.LoginPolicy;
import org.postrider.api.login.TokenCheck;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ListenerInfo;

/// Log-ins, for any protocol: a service that a protocol's constructor asks for. Thread-safe.
public final class Sasl {
    private final Directory directory;
    private final TokenCheck tokens;
    private final CertificateCheck certificates;
    private final LoginGuard guard;
    private final LoginPolicy policy;
    private final EventLog events;

    public Sasl(
            Directory directory,
            TokenCheck tokens,
            CertificateCheck certificates,
            LoginGuard guard,
            LoginPolicy policy,
            EventLog events) {
        this.directory = directory;
        this.tokens = tokens;
        this.certificates = certificates;
        this.guard = guard;
        this.policy = policy;
        this.events = events;
    }

    /// For one connection; good for its whole life, before and after TLS.
    ///
    /// @param plaintext who may log in without TLS
    public SaslSession session(Connection connection, ListenerInfo listener, PlaintextLogin plaintext) {
        return session(connection, listener, plaintext, directory);
    }

    /// The same, for a protocol that sees more in a name than the directory does.
    ///
    /// @param through passes on to the server's directory what it is asked
    public SaslSession session(
            Connection connection, ListenerInfo listener, PlaintextLogin plaintext, Directory through) {
        return session(connection, connection.client(), listener, plaintext, through);
    }

    /// The same, for a connection whose peer speaks for somebody else: it is his address that is judged.
    public SaslSession session(
            Connection connection, InetAddress client, ListenerInfo listener, PlaintextLogin plaintext) {
        return session(connection, client, listener, plaintext, directory);
    }

    private SaslSession session(
            Connection connection,
            InetAddress client,
            ListenerInfo listener,
            PlaintextLogin plaintext,
            Directory through) {
        SaslContext context = new SaslContext(
                through,
                tokens,
                certificates,
                policy,
                connection,
                client,
                account -> guard.bannedUntil(client, account).isPresent());
        return new SaslSession(context, guard, events, listener, plaintext);
    }
}
