package org.postrider.api.directory;

import java.util.Optional;

/// What a directory keeps of a password: never the password itself.
///
/// @param hash argon2id in the PHC form `$argon2id$v=19$m=...`, as this server makes it, or what other servers'
///     tables
///     hold: `{SHA512-CRYPT}$6$...`, `{SHA256-CRYPT}$5$...`, `{BLF-CRYPT}$2y$...`, `{SSHA}...`, `{SSHA256}...`,
///     `{SSHA512}...`, `{ARGON2ID}$argon2id$...`; those of the form `$5$`, `$6$` and `$2y$` may stand without their
/// braces
/// @param scramSha1 what SCRAM-SHA-1 needs, `SCRAM-SHA-1$iterations:salt$StoredKey:ServerKey` (RFC 5803 §4)
/// @param scramSha256 the same for SCRAM-SHA-256
public record StoredPassword(String hash, Optional<String> scramSha1, Optional<String> scramSha256) {
    /// A hash alone, with which nobody logs in by SCRAM yet.
    public static StoredPassword of(String hash) {
        return new StoredPassword(hash, Optional.empty(), Optional.empty());
    }

    /// Tells nothing: what is logged stays there.
    @Override
    public String toString() {
        return "StoredPassword[...]";
    }
}
