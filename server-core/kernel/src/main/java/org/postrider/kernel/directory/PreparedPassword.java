package org.postrider.kernel.directory;

import com.ongres.saslprep.SASLprep;
import java.util.Optional;

/// SASLprep (RFC 4013): what is the same password to a human becomes the same octets.
final class PreparedPassword {
    private static final SASLprep PROFILE = new SASLprep();

    private PreparedPassword() {}

    /// Empty where it has characters that no password may have, such as control characters.
    static Optional<String> of(String password) {
        try {
            // As a query: characters that Unicode got since 3.2 are allowed.
            String prepared = PROFILE.prepareQuery(password);
            return prepared.isEmpty() ? Optional.empty() : Optional.of(prepared);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
