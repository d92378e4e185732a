package org.postrider.kernel.directory;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Secret;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.directory.UsersConfig.UserEntry;

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

    static Credentials of(UserEntry entry) {
        return new Credentials(
                PasswordHash.parse(entry.password().value()).orElseThrow(),
                entry.scramSha1().flatMap(text -> ScramKeys.parse(ScramHash.SHA_1, text.value())),
                entry.scramSha256().flatMap(text -> ScramKeys.parse(ScramHash.SHA_256, text.value())));
    }

    Optional<ScramKeys> scram(ScramHash hash) {
        return switch (hash) {
            case SHA_1 -> sha1;
            case SHA_256 -> sha256;
        };
    }

    /// False for those of a time before SCRAM.
    boolean whole() {
        return sha1.isPresent() && sha256.isPresent();
    }

    UserEntry entry(MailAddress address) {
        return put(new UserEntry(
                address,
                new Secret(password.toString()),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Administers.NOBODY,
                List.of()));
    }

    UserEntry put(UserEntry entry) {
        return entry.withCredentials(
                new Secret(password.toString()),
                sha1.map(keys -> new Secret(keys.toString())),
                sha256.map(keys -> new Secret(keys.toString())));
    }
}
