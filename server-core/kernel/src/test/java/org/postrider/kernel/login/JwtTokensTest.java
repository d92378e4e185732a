package org.postrider.kernel.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.login.TokenCheck;
import org.postrider.api.login.TokenCheck.Result;
import org.postrider.kernel.login.OauthConfig.Algorithm;
import org.postrider.testkit.MutableClock;

class JwtTokensTest {
    private static final String ISSUER = "https://login.example.test";

    @TempDir
    private Path folder;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private Path file;
    private ECKey key;
    private TokenCheck tokens;

    @BeforeEach
    void makeKey() throws Exception {
        file = folder.resolve("jwks.json");
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
        tokens = JwtTokens.of(Optional.of(config(Optional.of(file), Optional.empty())), clock);
    }

    @Test
    void namesTheUserOfATokenThatIsRight() throws Exception {
        assertThat(tokens.offered()).isTrue();
        assertThat(tokens.check(signed(claims().build()))).isEqualTo(new Result.Valid("bob@example.test"));
    }

    @Test
    void refusesTokensOfOthersForOthersAndOfLongAgo() throws Exception {
        List<JWTClaimsSet> wrong = List.of(
                claims().issuer("https://elsewhere.test").build(),
                claims().audience("calendar").build(),
                claims().audience((String) null).build(),
                claims().expirationTime(null).build(),
                claims().expirationTime(at(Duration.ofMinutes(-5))).build(),
                claims().notBeforeTime(at(Duration.ofMinutes(5))).build(),
                claims().claim("email", null).build(),
                claims().claim("email", " ").build());
        for (JWTClaimsSet claims : wrong) {
            assertThat(tokens.check(signed(claims))).as(claims.toString()).isInstanceOf(Result.Invalid.class);
        }
    }

    // RFC 8725 §3.1
    @Test
    void refusesOtherAlgorithmsAndNone() throws Exception {
        SignedJWT shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        shared.sign(new MACSigner(key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(tokens.check(shared.serialize())).isInstanceOf(Result.Invalid.class);
        assertThat(tokens.check(new PlainJWT(claims().build()).serialize())).isInstanceOf(Result.Invalid.class);
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        assertThat(tokens.check(signed(claims().build(), stranger))).isInstanceOf(Result.Invalid.class);
        assertThat(tokens.check("nonsense")).isInstanceOf(Result.Invalid.class);
    }

    @Test
    void readsTheKeysAgainWhenTheyChange() throws Exception {
        assertThat(tokens.check(signed(claims().build()))).isInstanceOf(Result.Valid.class);
        key = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
        Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(tokens.check(signed(claims().build()))).isInstanceOf(Result.Valid.class);
        Files.delete(file);
        assertThat(tokens.check(signed(claims().build()))).isInstanceOf(Result.Unavailable.class);
    }

    @Test
    void fetchesTheKeysWhereTheyArePublished() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] set = Files.readAllBytes(file);
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
        try {
            TokenCheck published = JwtTokens.of(Optional.of(config(Optional.empty(), Optional.of(url))), clock);
            assertThat(published.check(signed(claims().build()))).isEqualTo(new Result.Valid("bob@example.test"));
        } finally {
            server.stop(0);
        }
        TokenCheck silent = JwtTokens.of(Optional.of(config(Optional.empty(), Optional.of(url))), clock);
        assertThat(silent.check(signed(claims().build()))).isInstanceOf(Result.Unavailable.class);
    }

    @Test
    void aConfigurationThatLetsAnybodyInIsRefused() {
        assertThatThrownBy(() -> config(Optional.empty(), Optional.of("http://login.example.test/keys")))
                .hasMessageContaining("https://");
        assertThatThrownBy(() -> config(Optional.empty(), Optional.empty()))
                .hasMessageContaining("jwksFile or jwksUrl");
        assertThat(JwtTokens.of(Optional.empty(), clock).offered()).isFalse();
    }

    private static OauthConfig config(Optional<Path> file, Optional<String> url) {
        return new OauthConfig(
                ISSUER,
                List.of("mail"),
                file,
                url,
                List.of(Algorithm.ES256, Algorithm.RS256),
                "email",
                Optional.empty());
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("mail")
                .expirationTime(at(Duration.ofMinutes(10)))
                .claim("email", "bob@example.test");
    }

    private Date at(Duration later) {
        return Date.from(clock.instant().plus(later));
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(claims, key);
    }

    private static String signed(JWTClaimsSet claims, ECKey by) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(), claims);
        token.sign(new ECDSASigner(by));
        return token.serialize();
    }
}
