package org.postrider.protocol.sasl;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// LOGIN (draft-murchison-sasl-login): the name, then the password, each asked for by a prompt.
final class LoginExchange implements SaslExchange {
    private final SaslContext context;
    private @Nullable String name;

    LoginExchange(SaslContext context) {
        this.context = context;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        // Some clients send the name with the command.
        return initialResponse.map(this::respond).orElseGet(() -> new Step.Challenge("Username:"));
    }

    @Override
    public Step respond(byte[] response) {
        Optional<String> text = PasswordCheck.text(response);
        if (text.isEmpty()) {
            return PasswordCheck.finished(new SaslResult.Malformed("LOGIN needs a name and a password"));
        }
        String known = name;
        if (known == null) {
            name = text.get();
            return new Step.Challenge("Password:");
        }
        return PasswordCheck.check(context.directory(), known, text.get());
    }
}
