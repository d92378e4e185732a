package org.postrider.api.mail;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/// Where a mail came from and how, as the session that accepted it knew.
///
/// @param protocol the `with` keyword of Received (RFC 3848): `ESMTPSA`, `LMTP`, ...; `local` for mail made here
/// @param listener the name of the listener, as in the configuration; empty for mail made here
/// @param client the peer's address
/// @param hello the argument of EHLO, HELO or LHLO; not to be believed
/// @param user the authenticated user
/// @param trusted true where the client's network is one that may relay
/// @param receivedAt when the envelope was complete
public record Origin(
        String protocol,
        String listener,
        Optional<InetAddress> client,
        String hello,
        Optional<MailAddress> user,
        boolean trusted,
        Instant receivedAt) {
    /// For mail that the server makes itself, such as a report.
    public static Origin local(Instant now) {
        return new Origin("local", "", Optional.empty(), "", Optional.empty(), false, now);
    }

    public boolean authenticated() {
        return user.isPresent();
    }
}
