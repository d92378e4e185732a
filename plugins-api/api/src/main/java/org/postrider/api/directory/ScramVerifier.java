package org.postrider.api.directory;

import java.util.Optional;

/// What a server needs to check somebody's password by SCRAM without knowing it (RFC 5802 §3). Immutable.
public final class ScramVerifier {
    private final Optional<Account> account;
    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    /// @param account who has logged in where the proof is right; empty where nobody can: the other values are made up,
    ///     the same each time, so that a peer cannot tell who exists
    public ScramVerifier(Optional<Account> account, int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.account = account;
        this.iterations = iterations;
        this.salt = salt.clone();
        this.storedKey = storedKey.clone();
        this.serverKey = serverKey.clone();
    }

    public Optional<Account> account() {
        return account;
    }

    public int iterations() {
        return iterations;
    }

    public byte[] salt() {
        return salt.clone();
    }

    public byte[] storedKey() {
        return storedKey.clone();
    }

    public byte[] serverKey() {
        return serverKey.clone();
    }
}
