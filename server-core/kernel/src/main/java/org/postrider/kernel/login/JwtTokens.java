package org.postrider.kernel.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.api.login.TokenCheck;

/// Tokens that are JWTs (RFC 7519, RFC 8725), signed by the identity provider. Thread-safe.
public final class JwtTokens implements TokenCheck {
    private static final int FETCH_MILLIS = 5_000;
    private static final int FETCH_OCTETS_MAX = 1024 * 1024;

    private final OauthConfig config;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private JwtTokens(OauthConfig config, JWKSource<SecurityContext> keys, InstantSource clock) {
        this.config = config;
        Set<JWSAlgorithm> algorithms = config.algorithms().stream()
                .map(algorithm -> JWSAlgorithm.parse(algorithm.name()))
                .collect(Collectors.toSet());
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier(new Claims(config, clock));
        // RFC 9068 §2.1 names access tokens at+jwt; many providers leave the type out or write JWT.
        processor.setJWSTypeVerifier((type, _) -> {
            if (type != null && !Set.of("jwt", "at+jwt").contains(type.getType().toLowerCase(Locale.ROOT))) {
                throw new BadJOSEException("a token of another type: " + type);
            }
        });
    }

    /// @throws IllegalArgumentException with a sentence where the configuration cannot be used
    public static TokenCheck of(Optional<OauthConfig> config, InstantSource clock) {
        return config.<TokenCheck>map(given -> new JwtTokens(given, keys(given), clock))
                .orElseGet(NoTokens::new);
    }

    private static JWKSource<SecurityContext> keys(OauthConfig config) {
        if (config.jwksFile().isPresent()) {
            return new JwksFile(config.jwksFile().get());
        }
        try {
            // Cached, and asked again for a key that is not known, but not more often than every half a minute.
            return JWKSourceBuilder.create(
                            URI.create(config.jwksUrl().orElseThrow()).toURL(),
                            new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, FETCH_OCTETS_MAX))
                    .retrying(true)
                    .outageTolerant(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(config.jwksUrl().orElseThrow() + " is no URL", e);
        }
    }

    @Override
    public boolean offered() {
        return true;
    }

    @Override
    public Optional<String> discovery() {
        return config.discovery();
    }

    @Override
    public Result check(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String name = claims.getStringClaim(config.nameClaim());
            return name == null || name.isBlank()
                    ? new Result.Invalid("the token has no claim " + config.nameClaim())
                    : new Result.Valid(name);
        } catch (KeySourceException e) {
            return new Result.Unavailable("the keys of " + config.issuer() + " cannot be had: " + e.getMessage());
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return new Result.Invalid(String.valueOf(e.getMessage()));
        }
    }

    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        Claims(OauthConfig config, InstantSource clock) {
            super(
                    Set.copyOf(config.audience()),
                    new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
                    Set.of("exp", config.nameClaim()),
                    Set.of());
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    /// Where no provider is configured.
    private static final class NoTokens implements TokenCheck {
        @Override
        public boolean offered() {
            return false;
        }

        @Override
        public Result check(String token) {
            return new Result.Invalid("no identity provider is configured");
        }

        @Override
        public Optional<String> discovery() {
            return Optional.empty();
        }
    }
}
