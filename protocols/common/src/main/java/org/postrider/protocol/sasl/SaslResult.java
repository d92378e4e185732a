package org.postrider.protocol.sasl;

import org.postrider.api.directory.Account;

/// How an authentication ended.
public sealed interface SaslResult {
    record Authenticated(Account account) implements SaslResult {}

    /// Wrong name or password, or one may not act for the other; the peer is not told which.
    ///
    /// @param name as the peer gave it, for the log
    record Refused(String name) implements SaslResult {}

    /// Nobody can tell now.
    ///
    /// @param cause for the log
    record Unavailable(String cause) implements SaslResult {}

    /// The client broke the mechanism's or base64's rules.
    ///
    /// @param problem fit for the peer to read
    record Malformed(String problem) implements SaslResult {}

    /// The client sent `*`.
    record Cancelled() implements SaslResult {}

    /// There is no such mechanism here.
    record NotOffered() implements SaslResult {}

    /// Nobody may log in before TLS is on.
    record NeedsTls() implements SaslResult {}

    /// Too many failed from the client's address; it may try again later. The session should end.
    record Banned() implements SaslResult {}
}
