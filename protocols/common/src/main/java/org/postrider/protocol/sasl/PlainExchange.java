package org.postrider.protocol.sasl;

import java.util.Arrays;
import java.util.Optional;

/// PLAIN (RFC 4616): `[authzid] NUL authcid NUL password` in one response.
final class PlainExchange implements SaslExchange {
    private final SaslContext context;

    PlainExchange(SaslContext context) {
        this.context = context;
    }

    @Override
    public Step start(Optional<byte[]> initialResponse) {
        return initialResponse.map(this::respond).orElseGet(() -> new Step.Challenge(""));
    }

    @Override
    public Step respond(byte[] response) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0) {
            return malformed();
        }
        Optional<String> name = PasswordCheck.text(Arrays.copyOfRange(response, first + 1, second));
        Optional<String> password = PasswordCheck.text(Arrays.copyOfRange(response, second + 1, response.length));
        if (name.isEmpty() || password.isEmpty()) {
            return malformed();
        }
        // RFC 4616 §2: without an authorization identity one acts for oneself. Acting for others is not offered.
        Optional<String> actsFor = PasswordCheck.text(Arrays.copyOfRange(response, 0, first));
        if (first > 0 && !actsFor.equals(name)) {
            return PasswordCheck.finished(new SaslResult.Refused(name.get()));
        }
        return PasswordCheck.check(context.directory(), name.get(), password.get());
    }

    private static Step malformed() {
        return PasswordCheck.finished(new SaslResult.Malformed("the PLAIN response needs a name and a password"));
    }

    private static int indexOfNul(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
