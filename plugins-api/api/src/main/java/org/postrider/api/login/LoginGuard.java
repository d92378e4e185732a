package org.postrider.api.login;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;

/// Slows down and bans those who guess passwords; one for all protocols. Thread-safe.
public interface LoginGuard {
    /// Until when nobody may try to log in from `client`; empty where one may.
    Optional<Instant> bannedUntil(InetAddress client);

    /// Until when nobody may log in to `account` from `client`, be the password right or not; empty where one may. The
    /// peer must not be told apart from a wrong password.
    Optional<Instant> bannedUntil(InetAddress client, MailAddress account);

    /// Somebody could not show who he is.
    ///
    /// @param account whom he wanted to be, where there is such an account
    /// @return how long to wait before the peer is told
    Duration failed(InetAddress client, Optional<MailAddress> account);

    /// Somebody has logged in.
    void succeeded(InetAddress client, MailAddress account);
}
