package org.postrider.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.mail.MailAddress;
import org.postrider.protocol.sasl.SaslExchange.Step;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryLogins;

/// Against a client of the test's own, made from RFC 5802 §3. Channel bindings are tested over real TLS, in `dist`.
class ScramExchangeTest {
    private static final Account BOB = new Account(MailAddress.parse("bob@example.test"), true);
    private static final MemoryLogins LOGINS = new MemoryLogins();

    private final Set<MailAddress> banned = new HashSet<>();
    private final SaslContext context = new SaslContext(
            new MemoryDirectory()
                    .user("bob@example.test", "secret")
                    .user("carol@example.test", "secret")
                    .disabled("former@example.test")
                    .scram(ScramHash.SHA_1, ScramHash.SHA_256),
            LOGINS,
            LOGINS,
            LOGINS,
            MemoryConnection.pair(MemoryConnection.Settings.DEFAULT).server(),
            InetAddress.getLoopbackAddress(),
            banned::contains);

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void bothSidesShowThatTheyKnowThePassword(ScramHash hash) throws Exception {
        SaslExchange exchange = new ScramExchange(context, hash, false);
        String authMessage = challenge(exchange, "bob", "n,,");
        Step last = exchange.respond(octets(withProof(hash, authMessage, "secret")));
        byte[] serverKey = mac(hash, salted(hash, "secret"), "Server Key");
        assertThat(last)
                .isEqualTo(new Step.Challenge(
                        "v=" + Base64.getEncoder().encodeToString(mac(hash, serverKey, authMessage))));
        assertThat(exchange.respond(new byte[0])).isEqualTo(new Step.Finished(new SaslResult.Authenticated(BOB)));
    }

    @Test
    void aWrongPasswordAnUnknownAndADisabledUserAreRefusedAtTheSamePoint() throws Exception {
        for (String name : List.of("bob", "nobody", "former")) {
            SaslExchange exchange = new ScramExchange(context, ScramHash.SHA_256, false);
            String authMessage = challenge(exchange, name, "n,,");
            assertThat(exchange.respond(octets(withProof(ScramHash.SHA_256, authMessage, "wrong"))))
                    .isEqualTo(new Step.Finished(new SaslResult.Refused(name)));
        }
    }

    // The server's signature would say that the guess was right.
    @Test
    void theRightPasswordOfABannedAccountLooksWrong() throws Exception {
        banned.add(BOB.address());
        SaslExchange exchange = new ScramExchange(context, ScramHash.SHA_256, false);
        String authMessage = challenge(exchange, "bob", "n,,");
        assertThat(exchange.respond(octets(withProof(ScramHash.SHA_256, authMessage, "secret"))))
                .isEqualTo(new Step.Finished(new SaslResult.Refused("bob")));
    }

    @Test
    void oneMayActForOneselfAlone() throws Exception {
        for (String actsFor : List.of("bob", "bob@example.test", "carol")) {
            SaslExchange exchange = new ScramExchange(context, ScramHash.SHA_256, false);
            String authMessage = challenge(exchange, "bob", "n,a=" + actsFor + ",");
            Step last = exchange.respond(octets(withProof(ScramHash.SHA_256, authMessage, "secret")));
            assertThat(last instanceof Step.Challenge).as(actsFor).isEqualTo(!actsFor.equals("carol"));
        }
    }

    @Test
    void messagesThatBreakTheRulesAreMalformed() {
        for (String first : List.of(
                "",
                "n,,",
                "n,,n=bob",
                "n,,n=bob,r=",
                "n,,n=b=ob,r=x",
                "n,,n=,r=x",
                "n,bob,n=bob,r=x",
                "x,,n=bob,r=x",
                "n,,m=must,n=bob,r=x",
                "n,,n=bob,r=a b",
                // RFC 5802 §6: channel binding is for -PLUS.
                "p=tls-exporter,,n=bob,r=x")) {
            assertThat(new ScramExchange(context, ScramHash.SHA_256, false).start(Optional.of(octets(first))))
                    .as(first)
                    .isInstanceOfSatisfying(
                            Step.Finished.class,
                            end -> assertThat(end.result()).isInstanceOf(SaslResult.Malformed.class));
        }
        for (String last : List.of("", "c=biws,r=other,p=AAAA", "c=!,r=x,p=AAAA", "c=biws,p=AAAA")) {
            SaslExchange exchange = new ScramExchange(context, ScramHash.SHA_256, false);
            exchange.start(Optional.of(octets("n,,n=bob,r=x")));
            assertThat(exchange.respond(octets(last)))
                    .as(last)
                    .isInstanceOfSatisfying(
                            Step.Finished.class,
                            end -> assertThat(end.result()).isInstanceOf(SaslResult.Malformed.class));
        }
    }

    // Gives what the proof is made over.
    private static String challenge(SaslExchange exchange, String name, String header) {
        String bare = "n=" + name + ",r=clientnonce";
        Step first = exchange.start(Optional.of(octets(header + bare)));
        String serverFirst = ((Step.Challenge) first).text();
        assertThat(serverFirst).startsWith("r=clientnonce").endsWith(",s=c2FsdA==,i=4096");
        String nonce = serverFirst.substring(2, serverFirst.indexOf(','));
        String channel = Base64.getEncoder().encodeToString(octets(header));
        return bare + "," + serverFirst + ",c=" + channel + ",r=" + nonce;
    }

    private static String withProof(ScramHash hash, String authMessage, String password)
            throws GeneralSecurityException {
        byte[] clientKey = mac(hash, salted(hash, password), "Client Key");
        byte[] storedKey = MessageDigest.getInstance(hash.digestName()).digest(clientKey);
        byte[] signature = mac(hash, storedKey, authMessage);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        String withoutProof = authMessage.substring(authMessage.lastIndexOf(",c=") + 1);
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(clientKey);
    }

    private static byte[] salted(ScramHash hash, String password) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance("PBKDF2With" + hash.macName())
                .generateSecret(new PBEKeySpec(password.toCharArray(), octets("salt"), 4096, hash.octets() * 8))
                .getEncoded();
    }

    private static byte[] mac(ScramHash hash, byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(hash.macName());
        mac.init(new SecretKeySpec(key, hash.macName()));
        return mac.doFinal(octets(text));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
