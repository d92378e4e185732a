package org.postrider.kernel.directory;

import java.util.Optional;

/// A password as it is kept; its text is all that is ever kept of it.
sealed interface PasswordHash permits Argon2Hash, ForeignHash {
    /// Hashes a new password with a fresh salt; tens of milliseconds of one core.
    static PasswordHash of(String password) {
        return Argon2Hash.of(password);
    }

    /// Reads any form that is understood; empty where it is none, or would cost more than is sensible.
    static Optional<PasswordHash> parse(String text) {
        return Argon2Hash.parse(text).or(() -> ForeignHash.parse(text));
    }

    /// Whether `password` is the one; takes as long either way.
    boolean matches(String password);

    /// True for the form in which new passwords are kept.
    boolean isOurs();
}
