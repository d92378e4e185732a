package org.postrider.smtp;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.Account;
import org.postrider.api.mail.MailAddress;

/// What a session knows of its peer; all of it is forgotten at STARTTLS (RFC 3207 §4.2). Confined to the session
/// thread.
final class Client {
    private final InetAddress address;
    private final boolean located;
    private @Nullable String hello;
    private boolean esmtp;
    private @Nullable MailAddress user;
    private @Nullable Transaction transaction;
    private Forwarded forwarded = Forwarded.NOTHING;

    /// @param address the peer's, or that of the one it speaks for
    Client(InetAddress address) {
        this(address, true);
    }

    private Client(InetAddress address, boolean located) {
        this.address = address;
        this.located = located;
    }

    /// One of whom the peer that speaks for it does not know where it is: nobody's neighbour, and certainly not the
    /// peer's.
    static Client unknown() {
        return new Client(InetAddress.ofLiteral("0.0.0.0"), false);
    }

    /// The same peer, of which nothing else is known any more.
    Client anew() {
        return new Client(address, located);
    }

    /// What XFORWARD said of the next message's way, for the record.
    record Forwarded(Optional<InetAddress> address, Optional<String> hello) {
        static final Forwarded NOTHING = new Forwarded(Optional.empty(), Optional.empty());
    }

    /// `0.0.0.0` where it is not known.
    InetAddress address() {
        return address;
    }

    /// True where the peer's network may relay without a log-in.
    boolean trusted(SmtpServer server) {
        return located && server.config().trustedNetworks().stream().anyMatch(network -> network.contains(address));
    }

    /// True where the peer may do what strangers may not.
    boolean known(SmtpServer server) {
        return user != null || trusted(server);
    }

    /// RFC 5321 §4.1.4: a new EHLO or HELO also ends the transaction.
    void hello(String argument, boolean extended) {
        hello = argument;
        esmtp = extended;
        endTransaction();
    }

    /// As the peer called itself; empty before EHLO.
    Optional<String> hello() {
        return Optional.ofNullable(hello);
    }

    /// False after HELO.
    boolean esmtp() {
        return esmtp;
    }

    void loggedIn(Account account) {
        user = account.address();
    }

    Optional<MailAddress> user() {
        return Optional.ofNullable(user);
    }

    void forwards(Forwarded told) {
        forwarded = told;
    }

    Forwarded forwarded() {
        return forwarded;
    }

    /// Where a message comes from, as far as anybody knows.
    Optional<InetAddress> originAddress() {
        return forwarded.address().or(() -> located ? Optional.of(address) : Optional.empty());
    }

    /// What the host there called itself.
    String originHello() {
        return forwarded.hello().or(this::hello).orElse("");
    }

    void begin(Transaction begun) {
        transaction = begun;
    }

    void endTransaction() {
        if (transaction != null) {
            transaction.close();
            transaction = null;
        }
    }

    Optional<Transaction> transaction() {
        return Optional.ofNullable(transaction);
    }
}
