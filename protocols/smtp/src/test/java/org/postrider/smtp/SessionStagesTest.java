package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionFilters;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryPeer;

class SessionStagesTest {
    private static final Verdict NO = new Verdict.Refuse(Reply.of(550, "5.7.1", "No"));

    @Test
    void eachStageIsAskedInItsPlace() throws Exception {
        Scripted filter = new Scripted(Map.of());
        MemoryPeer peer = connect(filter);
        talk(peer, "220", "EHLO client.example", "250", "MAIL FROM:<a@example.net>", "250");
        talk(peer, "RCPT TO:<bob@example.test>", "250", "RCPT TO:<nobody@example.test>", "550", "DATA", "354");
        assertThat(filter.asked)
                .containsExactly(
                        "connect  <none> 0",
                        "hello client.example <none> 0",
                        "mail a@example.net <none> 0",
                        "rcpt bob@example.test a@example.net 0",
                        "data  a@example.net 1");
    }

    @Test
    void aRefusedStageDoesNotHappen() throws Exception {
        MemoryPeer peer = connect(new Scripted(Map.of("mail", NO)));
        talk(
                peer,
                "220",
                "EHLO c",
                "250",
                "MAIL FROM:<a@example.net>",
                "550 5.7.1 No",
                "RCPT TO:<bob@example.test>",
                "503");
        MemoryPeer hello = connect(new Scripted(Map.of("hello", NO)));
        talk(hello, "220", "EHLO c", "550", "MAIL FROM:<a@example.net>", "503");
        MemoryPeer rcpt = connect(new Scripted(Map.of("rcpt", NO)));
        talk(rcpt, "220", "EHLO c", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<bob@example.test>", "550");
        talk(rcpt, "DATA", "503");
    }

    @Test
    void aClientThatIsRefusedAtConnectIsNotGreeted() throws Exception {
        MemoryPeer peer = connect(new Scripted(Map.of("connect", NO)));
        assertThat(line(peer)).startsWith("550 5.7.1 mx.example.test No");
        peer.expectEnd();
    }

    @Test
    void closeEndsTheSession() throws Exception {
        MemoryPeer peer = connect(new Scripted(Map.of("rcpt", new Verdict.Close(Reply.of(421, "4.7.0", "Enough")))));
        talk(
                peer,
                "220",
                "EHLO c",
                "250",
                "MAIL FROM:<a@example.net>",
                "250",
                "RCPT TO:<bob@example.test>",
                "421 4.7.0 Enough");
        peer.expectEnd();
    }

    @Test
    void aRefusalCanCloseTheSession() throws Exception {
        MemoryPeer peer = connect(new Scripted(Map.of("refused", new Verdict.Close(Reply.of(421, "4.7.0", "Enough")))));
        talk(
                peer,
                "220",
                "EHLO c",
                "250",
                "MAIL FROM:<a@example.net>",
                "250",
                "RCPT TO:<x@example.test>",
                "421 4.7.0 Enough");
        peer.expectEnd();
    }

    @Test
    void whoTalksBeforeTheGreetingIsFound() throws Exception {
        Verdict listen = new Verdict.Listen(Duration.ofMillis(100), new Verdict.Close(Reply.of(554, "5.5.0", "Wait")));
        MemoryPeer silent = connect(new Scripted(Map.of("connect", listen)));
        assertThat(line(silent)).startsWith("220");
        Verdict patient = new Verdict.Listen(Duration.ofMinutes(1), new Verdict.Close(Reply.of(554, "5.5.0", "Wait")));
        MemoryPeer talker = connect(new Scripted(Map.of("connect", patient)));
        talker.send("EHLO c\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(line(talker)).startsWith("554 5.5.0");
    }

    @Test
    void theFirstObjectionCountsAndATarpitComesBeforeIt() throws Exception {
        Scripted second = new Scripted(Map.of());
        Scripted first = new Scripted(Map.of("mail", new Verdict.Tarpit(Duration.ofMinutes(1), NO)));
        MemoryPeer peer = MemoryPeer.connect(
                new TestServer(Map.of(), new SessionFilters(List.of(first, second))).handler,
                MemoryConnection.Settings.DEFAULT);
        talk(peer, "220", "EHLO c", "250", "MAIL FROM:<a@example.net>", "550");
        assertThat(second.asked).hasSize(2);
    }

    // RFC 2033 §4.2, RFC 3030 §2
    @Test
    void aRefusedLastPieceHasAReplyForEachRecipientInLmtp() throws Exception {
        MemoryPeer peer = new TestServer(
                        Map.of("listener", "lmtp", "tls", "none"),
                        new SessionFilters(List.of(new Scripted(Map.of("data", NO)))))
                .connect();
        talk(peer, "220", "LHLO c", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<bob@example.test>", "250");
        talk(peer, "RCPT TO:<carol@example.test>", "250", "BDAT 0 LAST");
        talk(peer, "550 5.7.1 <bob@example.test> No", "550 5.7.1 <carol@example.test> No", "NOOP", "250");
        talk(peer, "MAIL FROM:<a@example.net>", "250", "RCPT TO:<bob@example.test>", "250");
        talk(peer, "BDAT 0", "550 5.7.1 No", "BDAT 0 LAST", "503", "NOOP", "250");
    }

    @Test
    void nothingIsKnownOfTheClientForWhomAProxySpeaksNow() throws Exception {
        List<String> known = new ArrayList<>();
        SessionFilter filter = new SessionFilter() {
            @Override
            public Verdict hello(SessionView session, String name) {
                known.add(name + " " + session.notes().get("test.name").orElse("new"));
                session.notes().put("test.name", name);
                return Verdict.PROCEED;
            }
        };
        MemoryPeer peer =
                new TestServer(Map.of("proxies", "192.0.2.0/24"), new SessionFilters(List.of(filter))).connect();
        talk(peer, "220", "EHLO a", "250", "EHLO b", "250", "XCLIENT ADDR=198.51.100.9", "220", "EHLO c", "250");
        assertThat(known).containsExactly("a new", "b a", "c new");
    }

    private static MemoryPeer connect(SessionFilter filter) {
        return new TestServer(Map.of(), new SessionFilters(List.of(filter))).connect();
    }

    // What begins with a digit is expected, everything else is said.
    private static void talk(MemoryPeer peer, String... words) throws Exception {
        for (String word : words) {
            if (Character.isDigit(word.charAt(0))) {
                String line = line(peer);
                while (line.charAt(3) == '-') {
                    line = line(peer);
                }
                assertThat(line).startsWith(word);
            } else {
                peer.send((word + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static String line(MemoryPeer peer) throws Exception {
        return new String(peer.readLine(), StandardCharsets.US_ASCII);
    }

    private static final class Scripted implements SessionFilter {
        private final Map<String, Verdict> verdicts;
        private final List<String> asked = new ArrayList<>();

        Scripted(Map<String, Verdict> verdicts) {
            this.verdicts = verdicts;
        }

        @Override
        public Verdict connect(SessionView session) {
            return at("connect", "", session);
        }

        @Override
        public Verdict hello(SessionView session, String name) {
            return at("hello", name, session);
        }

        @Override
        public Verdict mail(SessionView session, ReversePath sender) {
            return at("mail", text(Optional.of(sender)), session);
        }

        @Override
        public Verdict rcpt(SessionView session, MailAddress recipient) {
            return at("rcpt", recipient.toString(), session);
        }

        @Override
        public Verdict data(SessionView session) {
            return at("data", "", session);
        }

        @Override
        public Verdict refused(SessionView session, Reply reply) {
            return verdicts.getOrDefault("refused", Verdict.PROCEED);
        }

        private Verdict at(String stage, String what, SessionView session) {
            asked.add(stage + " " + what + " " + text(session.sender()) + " " + session.errors());
            return verdicts.getOrDefault(stage, Verdict.PROCEED);
        }

        private static String text(Optional<ReversePath> path) {
            return path.flatMap(ReversePath::address).map(MailAddress::toString).orElse("<none>");
        }
    }
}
