package org.postrider.kernel.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A password as it is kept: argon2id (RFC 9106) in the PHC string form `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
///
/// Its text is the PHC string; nothing else of the password is ever kept.
final class Argon2Hash implements PasswordHash {
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
            + "\\$([A-Za-z0-9+/]{8,88})\\$([A-Za-z0-9+/]{16,88})");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MEMORY_KIB = 19_456;
    private static final int MEMORY_KIB_MAX = 1024 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;

    private final int memoryKib;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private Argon2Hash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    /// Hashes a new password with a fresh salt; tens of milliseconds of one core.
    static Argon2Hash of(String password) {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        byte[] hash = argon2id(password, salt, MEMORY_KIB, PASSES, LANES, HASH_OCTETS);
        return new Argon2Hash(MEMORY_KIB, PASSES, LANES, salt, hash);
    }

    /// Reads the PHC form; empty where it is none, or one that would cost more memory than is sensible.
    static Optional<PasswordHash> parse(String text) {
        Matcher matcher = PHC.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(matcher.group(1));
        int passes = Integer.parseInt(matcher.group(2));
        int lanes = Integer.parseInt(matcher.group(3));
        if (memory < 8 * lanes || memory > MEMORY_KIB_MAX || passes < 1 || lanes < 1) {
            return Optional.empty();
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return Optional.of(new Argon2Hash(
                memory, passes, lanes, base64.decode(matcher.group(4)), base64.decode(matcher.group(5))));
    }

    @Override
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash, argon2id(password, salt, memoryKib, passes, lanes, hash.length));
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    private static byte[] argon2id(String password, byte[] salt, int memoryKib, int passes, int lanes, int octets) {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[octets];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
