package org.postrider.api.login;

import java.util.Optional;

/// Checks the bearer tokens (RFC 6750) of an identity provider. Thread-safe.
public interface TokenCheck {
    /// False where no provider is configured.
    boolean offered();

    /// May ask the provider for its keys, and so take seconds.
    Result check(String token);

    /// Where the provider describes itself (`openid-configuration` of RFC 7628 §3.2.2), for those whose token is
    /// refused.
    Optional<String> discovery();

    /// What came of it.
    sealed interface Result {
        /// @param name of the user, as one would log in with
        record Valid(String name) implements Result {}

        /// @param cause for the log
        record Invalid(String cause) implements Result {}

        /// Nobody can tell now.
        record Unavailable(String cause) implements Result {}
    }
}
