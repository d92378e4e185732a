package org.postrider.protocol.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.LineTooLongException;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryLogins;

class SaslDialogueTest {
    private static final Account BOB = new Account(MailAddress.parse("bob@example.test"), true);

    private static final MemoryLogins LOGINS = new MemoryLogins();
    private static final SaslContext CONTEXT = new SaslContext(
            new OneAccount(),
            LOGINS,
            LOGINS,
            LOGINS,
            MemoryConnection.pair(MemoryConnection.Settings.DEFAULT).server(),
            InetAddress.getLoopbackAddress(),
            _ -> false);

    private final List<String> challenges = new ArrayList<>();

    @Test
    void plainWithInitialResponseNeedsNoChallenge() {
        assertThat(plain("\0bob\0secret")).isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(challenges).isEmpty();
    }

    @Test
    void plainWithoutInitialResponseGetsAnEmptyChallenge() {
        assertThat(run(SaslMechanism.PLAIN, Optional.empty(), base64("\0bob\0secret") + "\r\n"))
                .isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(challenges).containsExactly("");
    }

    @Test
    void plainForOneselfByNameIsAllowedAndForSomebodyElseIsNot() {
        assertThat(plain("bob\0bob\0secret")).isInstanceOf(SaslResult.Authenticated.class);
        assertThat(plain("alice\0bob\0secret")).isEqualTo(new SaslResult.Refused("bob"));
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThat(plain("\0bob\0wrong")).isEqualTo(new SaslResult.Refused("bob"));
    }

    @Test
    void aDirectoryThatCannotAnswerIsNoRefusal() {
        assertThat(plain("\0broken\0secret")).isEqualTo(new SaslResult.Unavailable("no answer"));
    }

    @Test
    void plainResponsesThatBreakTheRulesAreMalformed() {
        for (String response : List.of("", "bob", "\0bob", "\0\0secret", "\0bob\0", "\0bob\0sec\0ret", "\0b\u00fc")) {
            assertThat(plain(response)).as(response).isInstanceOf(SaslResult.Malformed.class);
        }
        String notUtf8 = Base64.getEncoder().encodeToString(new byte[] {0, 'b', 0, (byte) 0xff});
        assertThat(run(SaslMechanism.PLAIN, Optional.of(notUtf8))).isInstanceOf(SaslResult.Malformed.class);
    }

    @Test
    void loginAsksForNameAndPassword() {
        assertThat(run(SaslMechanism.LOGIN, Optional.empty(), base64("bob"), base64("secret")))
                .isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(challenges).containsExactly(base64("Username:"), base64("Password:"));
    }

    @Test
    void loginTakesTheNameAsInitialResponse() {
        assertThat(run(SaslMechanism.LOGIN, Optional.of(base64("bob")), base64("secret")))
                .isEqualTo(new SaslResult.Authenticated(BOB));
        assertThat(challenges).containsExactly(base64("Password:"));
    }

    @Test
    void anAsteriskCancels() {
        assertThat(run(SaslMechanism.LOGIN, Optional.empty(), "*\r\n")).isEqualTo(new SaslResult.Cancelled());
        assertThat(run(SaslMechanism.LOGIN, Optional.empty(), base64("bob"), "*"))
                .isEqualTo(new SaslResult.Cancelled());
    }

    @Test
    void anEqualsSignIsAnEmptyInitialResponse() {
        assertThat(run(SaslMechanism.PLAIN, Optional.of("="))).isInstanceOf(SaslResult.Malformed.class);
        assertThat(challenges).isEmpty();
    }

    @Test
    void whatIsNotBase64IsMalformedAndNotShown() {
        for (String response :
                List.of("AGJvYgBzZWNyZXQ", "A", "****", "AGJv YgBz", "=AAA", "\u00e4\u00e4\u00e4\u00e4")) {
            assertThat(run(SaslMechanism.PLAIN, Optional.of(response)))
                    .as(response)
                    .isEqualTo(new SaslResult.Malformed("the response is not valid base64"));
        }
    }

    @Test
    void aResponseThatIsTooLongIsMalformed() {
        assertThat(run(SaslMechanism.LOGIN, Optional.empty())).isInstanceOf(SaslResult.Malformed.class);
    }

    @Test
    void namesAreFoundIgnoringCase() {
        assertThat(SaslMechanism.named("plain")).contains(SaslMechanism.PLAIN);
        assertThat(SaslMechanism.named("CRAM-MD5")).isEmpty();
    }

    private SaslResult plain(String response) {
        return run(SaslMechanism.PLAIN, Optional.of(base64(response)));
    }

    // A line that is not there stands for one that is too long.
    private SaslResult run(SaslMechanism mechanism, Optional<String> initial, String... lines) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(lines));
        SaslDialogue dialogue = new SaslDialogue(challenge -> {
            challenges.add(challenge);
            String line = left.poll();
            if (line == null) {
                throw new LineTooLongException(SaslDialogue.LINE_OCTETS_MAX);
            }
            return line.getBytes(StandardCharsets.ISO_8859_1);
        });
        try {
            return dialogue.run(mechanism.begin(CONTEXT), initial);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class OneAccount implements Directory {
        @Override
        public boolean isLocal(Domain domain) {
            return false;
        }

        @Override
        public List<Domain> domains() {
            return List.of();
        }

        @Override
        public Optional<Account> find(MailAddress address) {
            return Optional.empty();
        }

        @Override
        public Authentication authenticate(String name, String password) {
            if (name.equals("broken")) {
                return new Authentication.Unavailable("no answer");
            }
            return name.equals("bob") && password.equals("secret")
                    ? new Authentication.Authenticated(BOB)
                    : new Authentication.Refused();
        }
    }
}
