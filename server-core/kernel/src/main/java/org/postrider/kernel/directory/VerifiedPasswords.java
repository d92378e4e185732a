package org.postrider.kernel.directory;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Remembers for a while which passwords were right, so that a client that logs in again and again does not cost an
/// argon2id each time.
///
/// Holds no password: only an HMAC of the stored hash and the password under a key that lives and dies with the
/// process. A
/// changed password has another stored hash and so another HMAC. Thread-safe, bounded.
final class VerifiedPasswords {
    private static final int ENTRIES_MAX = 10_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final InstantSource clock;
    private final Duration lifetime;
    private final SecretKeySpec key;

    /// Guarded by itself; the oldest first.
    private final Map<String, Instant> verified = new LinkedHashMap<>();

    /// @param lifetime how long one is remembered
    VerifiedPasswords(InstantSource clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
        byte[] octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        this.key = new SecretKeySpec(octets, ALGORITHM);
    }

    boolean contains(String stored, String password) {
        String digest = digest(stored, password);
        Instant now = clock.instant();
        synchronized (verified) {
            Instant until = verified.get(digest);
            return until != null && now.isBefore(until);
        }
    }

    void add(String stored, String password) {
        String digest = digest(stored, password);
        Instant until = clock.instant().plus(lifetime);
        synchronized (verified) {
            verified.remove(digest);
            verified.put(digest, until);
            if (verified.size() > ENTRIES_MAX) {
                verified.remove(verified.keySet().iterator().next());
            }
        }
    }

    private String digest(String stored, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(stored.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
