package org.postrider.protocol.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.protocol.sasl.SaslExchange.Step;

/// What the mechanisms that reveal a password share.
final class PasswordCheck {
    private PasswordCheck() {}

    static Step check(Directory directory, String name, String password) {
        return finished(
                switch (directory.authenticate(name, password)) {
                    case Authentication.Authenticated(var account) -> new SaslResult.Authenticated(account);
                    case Authentication.Refused() -> new SaslResult.Refused(name);
                    case Authentication.Unavailable(String cause) -> new SaslResult.Unavailable(cause);
                });
    }

    static Step finished(SaslResult result) {
        return new Step.Finished(result);
    }

    /// Empty where the octets are no UTF-8, hold a NUL, or are none.
    static Optional<String> text(byte[] octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            return text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
