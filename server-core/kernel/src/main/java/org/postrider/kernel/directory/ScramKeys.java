package org.postrider.kernel.directory;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;

/// A SCRAM verifier as it is kept: `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`, the form of RFC 5803.
/// Immutable.
final class ScramKeys {
    // RFC 7677 §4 asks for at least 4096, and hopes for more.
    static final int ITERATIONS = 15_000;

    private static final int ITERATIONS_MIN = 4096;
    private static final int ITERATIONS_MAX = 10_000_000;
    private static final int SALT_OCTETS = 16;
    private static final Pattern FORM = Pattern.compile("SCRAM-(SHA-1|SHA-256)\\$(\\d{1,8}):([A-Za-z0-9+/=]{8,128})"
            + "\\$([A-Za-z0-9+/=]{28,44}):([A-Za-z0-9+/=]{28,44})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ScramHash hash;
    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramKeys(ScramHash hash, int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.hash = hash;
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /// Of a new password, with a fresh salt; some milliseconds of one core.
    ///
    /// @param password prepared
    static ScramKeys of(ScramHash hash, String password) {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        try {
            // RFC 5802 §3
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2With" + hash.macName())
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, hash.octets() * Byte.SIZE))
                    .getEncoded();
            byte[] clientKey = mac(hash, salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance(hash.digestName()).digest(clientKey);
            return new ScramKeys(hash, ITERATIONS, salt, storedKey, mac(hash, salted, "Server Key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has what SCRAM needs", e);
        }
    }

    /// Of nobody: the same each time for a name, and fitting no password.
    ///
    /// @param secret of this server
    static ScramKeys ofNobody(ScramHash hash, byte[] secret, String name) {
        byte[] salt = new byte[SALT_OCTETS];
        System.arraycopy(mac(hash, secret, "salt of " + name), 0, salt, 0, SALT_OCTETS);
        return new ScramKeys(
                hash,
                ITERATIONS,
                salt,
                mac(hash, secret, "stored key of " + name),
                mac(hash, secret, "server key of " + name));
    }

    /// Reads the kept form; empty where it is none for `hash`.
    static Optional<ScramKeys> parse(ScramHash hash, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || !matcher.group(1).equals(hash.digestName())) {
            return Optional.empty();
        }
        int iterations = Integer.parseInt(matcher.group(2));
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            byte[] salt = base64.decode(matcher.group(3));
            byte[] storedKey = base64.decode(matcher.group(4));
            byte[] serverKey = base64.decode(matcher.group(5));
            boolean whole = storedKey.length == hash.octets() && serverKey.length == hash.octets();
            return whole && iterations >= ITERATIONS_MIN && iterations <= ITERATIONS_MAX
                    ? Optional.of(new ScramKeys(hash, iterations, salt, storedKey, serverKey))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// @param account who may log in with it
    ScramVerifier verifier(Optional<Account> account) {
        return new ScramVerifier(account, iterations, salt, storedKey, serverKey);
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-" + hash.digestName() + "$" + iterations + ":" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey);
    }

    private static byte[] mac(ScramHash hash, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(hash.macName());
            mac.init(new SecretKeySpec(key, hash.macName()));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + hash.macName(), e);
        }
    }
}
