package org.postrider.kernel.login;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;

/// `<oauth>` in `<login>`.
public record OauthConfig(
        @Option(doc = "Who makes the tokens: their claim iss, exactly.")
        String issuer,

        @Option(doc = "For whom they are made: one of these must stand in their claim aud.")
        List<String> audience,

        @Option(doc = "A file with the issuer's keys (a JWK set); read again when it changes.")
        Optional<Path> jwksFile,

        @Option(doc = "Where the issuer publishes its keys, instead of jwksFile: an https URL.")
        Optional<String> jwksUrl,

        @Option(doc = "The signatures that are believed, with commas.", defaultValue = "RS256, PS256, ES256")
        List<Algorithm> algorithms,

        @Option(doc = "The claim that names the user, as one would log in with.", defaultValue = "email")
        String nameClaim,

        @Option(doc = "The URL of the issuer's openid-configuration, for clients whose token is refused.")
        Optional<String> discovery) {
    public OauthConfig {
        audience = List.copyOf(audience);
        algorithms = List.copyOf(algorithms);
        if (audience.isEmpty()) {
            throw new IllegalArgumentException("oauth needs an audience: tokens made for others must not do here");
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("oauth needs at least one of the algorithms, such as RS256");
        }
        if (jwksFile.isPresent() == jwksUrl.isPresent()) {
            throw new IllegalArgumentException("oauth needs either jwksFile or jwksUrl");
        }
        if (jwksUrl.isPresent()
                && !jwksUrl.get().matches("https://.+|http://(localhost|127\\.0\\.0\\.1|\\[::1])[:/].*")) {
            throw new IllegalArgumentException("jwksUrl must begin with https://, for who reads or changes the keys on"
                    + " their way can log in as anybody");
        }
    }

    /// Signatures (RFC 7518 §3.1) by a key that the issuer alone has; none, and those by a shared secret, are left out.
    public enum Algorithm {
        RS256,
        RS384,
        RS512,
        PS256,
        PS384,
        PS512,
        ES256,
        ES384,
        ES512
    }
}
