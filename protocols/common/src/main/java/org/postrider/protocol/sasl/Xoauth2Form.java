package org.postrider.protocol.sasl;

import java.util.Locale;
import java.util.Optional;
import org.postrider.protocol.sasl.BearerExchange.Bearer;

/// XOAUTH2 (Google's documentation): `user=name^Aauth=Bearer token^A^A`.
final class Xoauth2Form implements BearerExchange.Form {
    private static final String BEARER = "auth=bearer ";

    @Override
    public Optional<Bearer> read(String response) {
        String[] parts = response.split("\u0001", -1);
        boolean whole = parts.length == 4
                && parts[0].startsWith("user=")
                && parts[1].toLowerCase(Locale.ROOT).startsWith(BEARER)
                && parts[2].isEmpty()
                && parts[3].isEmpty();
        return whole
                ? Optional.of(new Bearer(
                        parts[0].substring("user=".length()),
                        parts[1].substring(BEARER.length()).strip()))
                : Optional.empty();
    }

    @Override
    public String refusal(Optional<String> discovery) {
        return "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}";
    }
}
