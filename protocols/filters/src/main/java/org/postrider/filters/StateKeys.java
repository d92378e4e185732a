package org.postrider.filters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/// Names for what filters remember that are short whatever a client says: of its addresses and domains it may make as
/// many as it likes, of hundreds of octets each.
final class StateKeys {
    // As many as a table has entries do not meet by chance, and nobody finds two that do.
    private static final int DIGEST_OCTETS = 16;

    private StateKeys() {}

    /// Upper and lower case are the same.
    static String of(String text) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_OCTETS));
    }
}
