package org.postrider.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryLogins;
import org.postrider.testkit.RecordedEvents;

class SaslSessionTest {
    private static final Account BOB = new Account(MailAddress.parse("bob@example.test"), true);
    private static final Instant LATER = Instant.parse("2025-03-01T13:00:00Z");
    private static final ListenerInfo LISTENER = new ListenerInfo("submission", "submission", true);

    private final MemoryDirectory directory = new MemoryDirectory()
            .user("bob@example.test", "secret")
            .user("carol@example.test", "secret")
            .disabled("former@example.test");
    private final MemoryLogins logins = new MemoryLogins();
    private final RecordedEvents events = new RecordedEvents();
    private final MemoryConnection connection = connection(true);
    private final SaslSession session = session(connection);
    private final List<String> challenges = new ArrayList<>();

    @Test
    void offersWhatThereIsAndWhatIsAllowed() {
        assertThat(names(session)).containsExactly("PLAIN", "LOGIN");
        directory.scram(ScramHash.SHA_1, ScramHash.SHA_256);
        logins.token("token", "bob");
        assertThat(names(session))
                .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN");
        logins.forbidding("PLAIN").forbidding("SCRAM-SHA-1");
        assertThat(names(session)).containsExactly("SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2", "LOGIN");
        assertThat(session.passwordOffered()).isFalse();
    }

    @Test
    void offersNothingInTheClear() throws Exception {
        SaslSession clear = session(connection(false));
        assertThat(clear.offered()).isEmpty();
        assertThat(clear.passwordOffered()).isFalse();
        assertThat(clear.password("bob", "secret")).isEqualTo(new SaslResult.NeedsTls());
        assertThat(clear.authenticate("PLAIN", Optional.of(base64("\0bob\0secret")), answers()))
                .isEqualTo(new SaslResult.NeedsTls());
        assertThat(clear.authenticate("CRAM-MD5", Optional.empty(), answers())).isEqualTo(new SaslResult.NotOffered());
        assertThat(logins.tried()).isEmpty();
    }

    @Test
    void tellsGuardAndLogWhatHappened() throws Exception {
        assertThat(session.password("bob", "wrong")).isEqualTo(new SaslResult.Refused("bob"));
        assertThat(session.password("nobody", "secret")).isEqualTo(new SaslResult.Refused("nobody"));
        assertThat(session.password("bob", "secret")).isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(logins.tried())
                .containsExactly(
                        "192.0.2.7 failed bob@example.test",
                        "192.0.2.7 failed nobody",
                        "192.0.2.7 succeeded bob@example.test");
        assertThat(events.events()).hasSize(3).last().isInstanceOf(MailEvent.LoggedIn.class);
    }

    @Test
    void aFailureIsToldAfterTheDelayOfTheGuard() throws Exception {
        logins.delay(Duration.ofSeconds(4));
        session.password("bob", "wrong");
        assertThat(connection.paused()).isEqualTo(Duration.ofSeconds(4));
        session.password("bob", "secret");
        assertThat(connection.paused()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aBannedClientIsNotEvenAsked() throws Exception {
        logins.banned("192.0.2.7", LATER);
        assertThat(session.password("bob", "secret")).isEqualTo(new SaslResult.Banned());
        assertThat(session.authenticate("PLAIN", Optional.of(base64("\0bob\0secret")), answers()))
                .isEqualTo(new SaslResult.Banned());
        assertThat(session.exhausted()).isTrue();
        assertThat(logins.tried()).isEmpty();
    }

    @Test
    void theRightPasswordOfABannedAccountLooksWrong() throws Exception {
        logins.bannedAccount("bob@example.test", LATER);
        assertThat(session.password("bob", "secret")).isInstanceOf(SaslResult.Refused.class);
        assertThat(events.events()).singleElement().isInstanceOf(MailEvent.LoginFailed.class);
    }

    @Test
    void threeFailuresAreEnough() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(session.exhausted()).isFalse();
            session.password("bob", "wrong");
        }
        assertThat(session.exhausted()).isTrue();
    }

    // RFC 7628 §3.1, §3.2
    @Test
    void aTokenLogsInWhomItNames() throws Exception {
        logins.token("good", "bob").token("of-nobody", "nobody").token("down", "unavailable");
        assertThat(bearer("n,a=bob@example.test,\u0001host=mx\u0001auth=Bearer good\u0001\u0001"))
                .isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(bearer("n,,\u0001auth=bearer good\u0001\u0001")).isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(challenges).isEmpty();
        assertThat(bearer("n,a=carol,\u0001auth=Bearer good\u0001\u0001")).isEqualTo(new SaslResult.Refused("carol"));
        assertThat(bearer("n,,\u0001auth=Bearer of-nobody\u0001\u0001")).isEqualTo(new SaslResult.Refused("nobody"));
        assertThat(bearer("n,a=bob,\u0001auth=Bearer bad\u0001\u0001")).isEqualTo(new SaslResult.Refused("bob"));
        assertThat(challenges)
                .hasSize(3)
                .allMatch(text -> text.equals("{\"status\":\"invalid_token\",\"openid-configuration\":"
                        + "\"https://login.example.test/.well-known/openid-configuration\"}"));
        assertThat(bearer("n,,\u0001auth=Bearer down\u0001\u0001")).isInstanceOf(SaslResult.Unavailable.class);
        for (String bad : List.of(
                "", "n,,", "p=tls-exporter,,\u0001auth=Bearer good\u0001\u0001", "n,,\u0001auth=Basic x\u0001\u0001")) {
            assertThat(bearer(bad)).as(bad).isInstanceOf(SaslResult.Malformed.class);
        }
    }

    @Test
    void xoauth2IsTheSameInAnotherForm() throws Exception {
        logins.token("good", "bob");
        assertThat(session.authenticate(
                        "XOAUTH2",
                        Optional.of(base64("user=bob@example.test\u0001auth=Bearer good\u0001\u0001")),
                        answers()))
                .isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(session.authenticate(
                        "XOAUTH2",
                        Optional.of(base64("user=bob@example.test\u0001auth=Bearer bad\u0001\u0001")),
                        answers("")))
                .isEqualTo(new SaslResult.Refused("bob@example.test"));
        assertThat(challenges).singleElement().asString().contains("\"status\":\"401\"");
    }

    // RFC 7628 §3.2.3
    @Test
    void nobodyEscapesTheGuardByAnotherAnswerToARefusedToken() throws Exception {
        logins.token("good", "bob").delay(Duration.ofSeconds(4));
        List<SaslDialogue.Wire> answers = List.of(
                _ -> "*\r\n".getBytes(StandardCharsets.US_ASCII),
                _ -> "no base64".getBytes(StandardCharsets.US_ASCII),
                _ -> {
                    throw new LineTooLongException(SaslDialogue.LINE_OCTETS_MAX);
                },
                _ -> {
                    throw new ConnectionEndedException(Reason.PEER, "gone");
                });
        for (SaslDialogue.Wire answer : answers) {
            assertThat(session.authenticate(
                            "OAUTHBEARER", Optional.of(base64("n,a=bob,\u0001auth=Bearer bad\u0001\u0001")), answer))
                    .isEqualTo(new SaslResult.Refused("bob"));
        }
        assertThat(logins.tried()).hasSize(4).containsOnly("192.0.2.7 failed bob@example.test");
        assertThat(events.of(MailEvent.LoginFailed.class)).hasSize(4);
        assertThat(connection.paused()).isEqualTo(Duration.ofSeconds(16));
    }

    @Test
    void itIsTheClientWhoIsJudgedAndNotTheProxyThatSpeaksForHim() throws Exception {
        MemoryConnection proxy = MemoryConnection.pair(
                        new MemoryConnection.Settings(true, false, InetAddress.getLoopbackAddress()))
                .server();
        SaslSession clear =
                sasl().session(proxy, InetAddress.ofLiteral("198.51.100.9"), LISTENER, PlaintextLogin.LOOPBACK);
        assertThat(clear.password("bob", "secret")).isEqualTo(new SaslResult.NeedsTls());
        SaslSession open =
                sasl().session(proxy, InetAddress.ofLiteral("198.51.100.9"), LISTENER, PlaintextLogin.ALWAYS);
        assertThat(open.password("bob", "wrong")).isEqualTo(new SaslResult.Refused("bob"));
        assertThat(logins.tried()).containsExactly("198.51.100.9 failed bob@example.test");
        logins.banned("198.51.100.9", LATER);
        assertThat(open.password("bob", "secret")).isEqualTo(new SaslResult.Banned());
    }

    private SaslResult bearer(String response) throws ConnectionEndedException {
        return session.authenticate("OAUTHBEARER", Optional.of(base64(response)), answers("\u0001"));
    }

    private SaslDialogue.Wire answers(String... texts) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(texts));
        return challenge -> {
            challenges.add(new String(Base64.getDecoder().decode(challenge), StandardCharsets.UTF_8));
            return base64(left.remove()).getBytes(StandardCharsets.US_ASCII);
        };
    }

    private SaslSession session(MemoryConnection over) {
        return sasl().session(over, LISTENER, PlaintextLogin.LOOPBACK);
    }

    private Sasl sasl() {
        return new Sasl(directory, logins, logins, logins, logins, events);
    }

    private static MemoryConnection connection(boolean tls) {
        return MemoryConnection.pair(new MemoryConnection.Settings(true, tls, InetAddress.ofLiteral("192.0.2.7")))
                .server();
    }

    private static List<String> names(SaslSession session) {
        return session.offered().stream().map(SaslMechanism::wireName).toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
