package org.postrider.kernel.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// A password as the tables of other servers hold it: `{SCHEME}text`, or the text of crypt(3) alone.
///
/// New passwords never become one of these; who logs in by one gets our own form, where the directory lets us.
final class ForeignHash implements PasswordHash {
    private static final Pattern SCHEME = Pattern.compile("(?:\\{([A-Za-z0-9-]{2,20})\\})?(.{1,400})");
    // Rounds and cost are bounded: a log-in takes at most about a second.
    private static final Pattern SHA_CRYPT =
            Pattern.compile("\\$[56]\\$(?:rounds=\\d{4,6}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43,86}");
    private static final Pattern MD5_CRYPT = Pattern.compile("\\$1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(?:0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");

    private final String text;
    private final boolean argon;
    private final Predicate<String> check;

    private ForeignHash(String text, boolean argon, Predicate<String> check) {
        this.text = text;
        this.argon = argon;
        this.check = check;
    }

    static Optional<PasswordHash> parse(String text) {
        Matcher matcher = SCHEME.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = Optional.ofNullable(matcher.group(1)).orElse("CRYPT").toUpperCase(Locale.ROOT);
        String hash = matcher.group(2);
        Optional<Predicate<String>> check = switch (scheme) {
            case "CRYPT", "SHA512-CRYPT", "SHA256-CRYPT", "MD5-CRYPT", "BLF-CRYPT" -> crypt(hash);
            case "ARGON2ID" -> Argon2Hash.parse(hash).map(argon -> argon::matches);
            case "SSHA" -> salted("SHA-1", 20, hash);
            case "SSHA256" -> salted("SHA-256", 32, hash);
            case "SSHA512" -> salted("SHA-512", 64, hash);
            default -> Optional.empty();
        };
        return check.map(found -> new ForeignHash(text, scheme.equals("ARGON2ID"), found));
    }

    private static Optional<Predicate<String>> crypt(String hash) {
        if (SHA_CRYPT.matcher(hash).matches() || MD5_CRYPT.matcher(hash).matches()) {
            byte[] expected = hash.getBytes(StandardCharsets.US_ASCII);
            return Optional.of(password -> MessageDigest.isEqual(
                    expected,
                    Crypt.crypt(password.getBytes(StandardCharsets.UTF_8), hash).getBytes(StandardCharsets.US_ASCII)));
        }
        return BCRYPT.matcher(hash).matches()
                ? Optional.of(password -> OpenBSDBCrypt.checkPassword(hash, password.toCharArray()))
                : Optional.empty();
    }

    // RFC 2307 §5.3, with a salt behind the digest as OpenLDAP has it.
    private static Optional<Predicate<String>> salted(String algorithm, int octets, String base64) {
        byte[] value;
        try {
            value = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (value.length < octets) {
            return Optional.empty();
        }
        byte[] expected = Arrays.copyOf(value, octets);
        byte[] salt = Arrays.copyOfRange(value, octets, value.length);
        return Optional.of(password -> {
            MessageDigest digest = digest(algorithm);
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(expected, digest.digest(salt));
        });
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    @Override
    public boolean matches(String password) {
        return check.test(password);
    }

    @Override
    public boolean isOurs() {
        // The same with a name before it.
        return argon;
    }

    @Override
    public String toString() {
        return text;
    }
}
