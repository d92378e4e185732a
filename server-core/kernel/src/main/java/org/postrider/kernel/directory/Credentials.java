package org.postrider.kernel.directory;

import java.util.Optional;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.StoredPassword;

/// All that is kept of a password.
record Credentials(PasswordHash password, Optional<ScramKeys> sha1, Optional<ScramKeys> sha256) {
    /// Of a new password; about a tenth of a second of one core.
    ///
    /// @param password prepared
    static Credentials of(String password) {
        return new Credentials(
                PasswordHash.of(password),
                Optional.of(ScramKeys.of(ScramHash.SHA_1, password)),
                Optional.of(ScramKeys.of(ScramHash.SHA_256, password)));
    }

    /// What a directory keeps; empty where it is not understood.
    static Optional<Credentials> of(StoredPassword stored) {
        return PasswordHash.parse(stored.hash())
                .map(hash -> new Credentials(
                        hash,
                        stored.scramSha1().flatMap(text -> ScramKeys.parse(ScramHash.SHA_1, text)),
                        stored.scramSha256().flatMap(text -> ScramKeys.parse(ScramHash.SHA_256, text))));
    }

    Optional<ScramKeys> scram(ScramHash hash) {
        return switch (hash) {
            case SHA_1 -> sha1;
            case SHA_256 -> sha256;
        };
    }

    /// False for those of a time before SCRAM, and of other servers.
    boolean whole() {
        return password.isOurs() && sha1.isPresent() && sha256.isPresent();
    }

    StoredPassword stored() {
        return new StoredPassword(password.toString(), sha1.map(ScramKeys::toString), sha256.map(ScramKeys::toString));
    }
}
