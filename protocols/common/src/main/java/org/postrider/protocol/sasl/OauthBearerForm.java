package org.postrider.protocol.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.protocol.sasl.BearerExchange.Bearer;

/// OAUTHBEARER (RFC 7628 §3.1): `n,a=name,^Ahost=...^Aauth=Bearer token^A^A`.
final class OauthBearerForm implements BearerExchange.Form {
    private static final String BEARER = "bearer ";

    @Override
    public Optional<Bearer> read(String response) {
        List<String> parts = Arrays.asList(response.split("\u0001", -1));
        String[] header = parts.getFirst().split(",", -1);
        boolean ends = response.endsWith("\u0001\u0001");
        // Channel bindings are not for this mechanism: RFC 7628 §3.1 leaves them to others to come.
        if (!ends || header.length != 3 || !(header[0].equals("n") || header[0].equals("y")) || !header[2].isEmpty()) {
            return Optional.empty();
        }
        if (!header[1].isEmpty() && !header[1].startsWith("a=")) {
            return Optional.empty();
        }
        String name = header[1].isEmpty()
                ? ""
                : header[1].substring(2).replace("=2C", ",").replace("=3D", "=");
        return parts.stream()
                .filter(part -> part.startsWith("auth="))
                .map(part -> part.substring("auth=".length()))
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> new Bearer(name, value.substring(BEARER.length()).strip()))
                .findFirst();
    }

    // RFC 7628 §3.2.2
    @Override
    public String refusal(Optional<String> discovery) {
        return "{\"status\":\"invalid_token\""
                + discovery
                        .map(url -> ",\"openid-configuration\":\"" + json(url) + "\"")
                        .orElse("") + "}";
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
