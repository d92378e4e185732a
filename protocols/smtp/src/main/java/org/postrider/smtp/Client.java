package org.postrider.smtp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.Account;
import org.postrider.api.mail.MailAddress;

/// What a session knows of its peer; all of it is forgotten at STARTTLS (RFC 3207 §4.2). Confined to the session
/// thread.
final class Client {
    private @Nullable String hello;
    private boolean esmtp;
    private @Nullable MailAddress user;
    private @Nullable Transaction transaction;

    /// RFC 5321 §4.1.4: a new EHLO or HELO also ends the transaction.
    void hello(String argument, boolean extended) {
        hello = argument;
        esmtp = extended;
        transaction = null;
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

    void begin(Transaction begun) {
        transaction = begun;
    }

    void endTransaction() {
        transaction = null;
    }

    Optional<Transaction> transaction() {
        return Optional.ofNullable(transaction);
    }
}
