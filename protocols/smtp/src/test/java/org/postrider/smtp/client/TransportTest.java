package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.client.TestDelivery.CLOCK;
import static org.postrider.smtp.client.TestDelivery.HELLO;
import static org.postrider.smtp.client.TestDelivery.QUIT;
import static org.postrider.smtp.client.TestDelivery.info;
import static org.postrider.smtp.client.TestDelivery.mail;
import static org.postrider.smtp.client.TestDelivery.replies;
import static org.postrider.smtp.client.TestDelivery.target;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Message;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.api.transport.Transport.Report;

class TransportTest {
    private static final String PIPELINING_HELLO = """
            S: 220 there.test ESMTP
            C: EHLO mx.example.test
            S: 250-there.test hello
            S: 250-PIPELINING
            S: 250-SMTPUTF8
            S: 250 ENHANCEDSTATUSCODES
            """;

    @Test
    void handsOverAMessageStepByStep() throws Exception {
        ScriptedHost host = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 2.1.0 ok
                C: RCPT TO:<alice@there.test>
                S: 250 2.1.5 ok
                C: DATA
                S: 354 go
                C.
                S: 250-2.0.0 queued
                S: 250 2.0.0 as 17
                """ + QUIT);
        assertThat(replies(smtp(host, mail("alice@there.test"))))
                .containsExactly(Map.entry("alice@there.test", "250 2.0.0 queued as 17"));
        host.verify();
        assertThat(host.messages).containsExactly("Subject: x\r\n\r\n..dot\r\n.\r\n");
    }

    // RFC 2920 §3.1
    @Test
    void pipelinesTheEnvelopeAndKeepsEachReplyWithItsRecipient() throws Exception {
        ScriptedHost host = new ScriptedHost(PIPELINING_HELLO + """
                C: MAIL FROM:<bob@example.test>
                C: RCPT TO:<a@there.test>
                C: RCPT TO:<b@there.test>
                C: RCPT TO:<c@there.test>
                C: DATA
                S: 250 ok
                S: 550 5.1.1 no such user
                S: 451-4.2.0 greylisted,
                S: 451 4.2.0 come back
                S: 250 ok
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        assertThat(replies(smtp(host, mail("a@there.test", "b@there.test", "c@there.test"))))
                .containsOnly(
                        Map.entry("a@there.test", "550 5.1.1 no such user"),
                        Map.entry("b@there.test", "451 4.2.0 greylisted, come back"),
                        Map.entry("c@there.test", "250 ok"));
        host.verify();
    }

    @Test
    void nobodyAcceptedMeansNoMessage() throws Exception {
        ScriptedHost careless = new ScriptedHost(PIPELINING_HELLO + """
                C: MAIL FROM:<bob@example.test>
                C: RCPT TO:<a@there.test>
                C: DATA
                S: 250 ok
                S: 550 no
                S: 354 go
                C: .
                S: 554 no valid recipients
                """);
        assertThat(replies(smtp(careless, mail("a@there.test")))).containsValue("550 no");
        careless.verify();
        ScriptedHost slow = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 450 later
                """ + QUIT);
        assertThat(replies(smtp(slow, mail("a@there.test")))).containsValue("450 later");
        slow.verify();
    }

    @Test
    void aRefusedSenderIsTheReplyForAll() throws Exception {
        ScriptedHost host = new ScriptedHost(PIPELINING_HELLO + """
                C: MAIL FROM:<bob@example.test>
                C: RCPT TO:<a@there.test>
                C: RCPT TO:<b@there.test>
                C: DATA
                S: 550 5.7.1 not you
                S: 503 no sender
                S: 503 no sender
                S: 503 no sender
                """ + QUIT);
        assertThat(replies(smtp(host, mail("a@there.test", "b@there.test"))).values())
                .containsExactly("550 5.7.1 not you", "550 5.7.1 not you");
        host.verify();
    }

    // RFC 2033 §4.2
    @Test
    void lmtpHasAReplyForEachRecipient() throws Exception {
        ScriptedHost host = new ScriptedHost("""
                S: 220 store LMTP
                C: LHLO mx.example.test
                S: 250 store
                C: MAIL FROM:<bob@example.test>
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: RCPT TO:<b@there.test>
                S: 250 ok
                C: RCPT TO:<c@there.test>
                S: 550 no
                C: DATA
                S: 354 go
                C.
                S: 250 stored
                S: 552 5.2.2 full
                """ + QUIT);
        LmtpTransport transport = new LmtpTransport(host, info(), CLOCK);
        Report report = transport.deliver(target(TlsLevel.NONE), mail("a@there.test", "b@there.test", "c@there.test"));
        transport.stop();
        assertThat(replies(report))
                .containsOnly(
                        Map.entry("a@there.test", "250 stored"),
                        Map.entry("b@there.test", "552 5.2.2 full"),
                        Map.entry("c@there.test", "550 no"));
        host.verify();
    }

    @Test
    void aHostThatDoesNotKnowEhloGetsHelo() throws Exception {
        ScriptedHost host = new ScriptedHost("""
                S: 220 old
                C: EHLO mx.example.test
                S: 500 what?
                C: HELO mx.example.test
                S: 250 old
                C: MAIL FROM:<bob@example.test>
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 251 will forward
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        assertThat(replies(smtp(host, mail("a@there.test")))).containsValue("250 ok");
        host.verify();
    }

    @Test
    void aHostThatWantsNeitherEhloNorHeloIsUnreachableForAsLongAsItSaid() throws Exception {
        for (String reply : List.of("550 5.7.1 not you", "450 4.7.1 not now")) {
            ScriptedHost host = new ScriptedHost("""
                    S: 220 old
                    C: EHLO mx.example.test
                    S: 502 5.5.1 what?
                    C: HELO mx.example.test
                    S: %s
                    """.formatted(reply) + QUIT);
            assertThat(reason(smtp(host, mail("a@there.test")))).startsWith(reply);
            host.verify();
        }
    }

    @Test
    void aHostThatDoesNotGreetIsUnreachable() throws Exception {
        for (String greeting : List.of("554 5.7.1 go away", "421 4.3.2 too busy", "354 odd")) {
            ScriptedHost host = new ScriptedHost("S: " + greeting + "\n" + QUIT);
            // RFC 5321 §3.1: no service now says nothing about the mail.
            assertThat(reason(smtp(host, mail("a@there.test")))).startsWith("4");
            host.verify();
        }
        assertThat(reason(smtp(new ScriptedHost("S: HTTP/1.1 400 Bad Request\nCLOSE"), mail("a@there.test"))))
                .startsWith("451 4.4.2");
        assertThat(reason(smtp(new ScriptedHost("CLOSE"), mail("a@there.test"))))
                .startsWith("451 4.4.2");
        assertThat(reason(smtp(new ScriptedHost(), mail("a@there.test"))))
                .startsWith("451 4.4.1")
                .contains("connection refused");
    }

    @Test
    void aHostThatLeavesBeforeTheMessageIsUnreachable() throws Exception {
        ScriptedHost shutting = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 421 4.3.2 shutting down
                """);
        assertThat(reason(smtp(shutting, mail("a@there.test")))).startsWith("421 4.3.2");
        ScriptedHost gone = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                CLOSE
                """);
        assertThat(reason(smtp(gone, mail("a@there.test")))).startsWith("451 4.4.2");
    }

    @Test
    void aHostThatLeavesAfterTheDotMayHaveTheMessage() throws Exception {
        ScriptedHost host = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: RCPT TO:<b@there.test>
                S: 550 no
                C: DATA
                S: 354 go
                C.
                CLOSE
                """);
        Map<String, String> replies = replies(smtp(host, mail("a@there.test", "b@there.test")));
        assertThat(replies.get("a@there.test")).startsWith("451 4.4.2");
        assertThat(replies).containsEntry("b@there.test", "550 no");
        host.verify();
    }

    @Test
    void opportunisticTlsIsUsedWhereItIsOffered() throws Exception {
        ScriptedHost host = new ScriptedHost("""
                S: 220 there.test
                C: EHLO mx.example.test
                S: 250-there.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                TLS
                C: EHLO mx.example.test
                S: 250 there.test
                C: MAIL FROM:<bob@example.test>
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        assertThat(replies(deliver(host, TlsLevel.OPPORTUNISTIC, mail("a@there.test"))))
                .containsValue("250 ok");
        host.verify();
    }

    // RFC 7435 §3
    @Test
    void whereTheHandshakeFailsOpportunisticTlsGoesOnInTheClear() throws Exception {
        String broken = """
                NO-TLS
                S: 220 there.test
                C: EHLO mx.example.test
                S: 250-there.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                """;
        ScriptedHost host = new ScriptedHost(broken, HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        assertThat(replies(deliver(host, TlsLevel.OPPORTUNISTIC, mail("a@there.test"))))
                .containsValue("250 ok");
        host.verify();
        assertThat(host.destinations).extracting(d -> d.tls()).containsExactly(TlsLevel.OPPORTUNISTIC, TlsLevel.NONE);
        assertThat(reason(deliver(new ScriptedHost(broken), TlsLevel.REQUIRED, mail("a@there.test"))))
                .startsWith("454 4.7.5");
    }

    @Test
    void whereTlsIsRequiredNothingGoesInTheClear() throws Exception {
        ScriptedHost host = new ScriptedHost(HELLO + QUIT);
        assertThat(reason(deliver(host, TlsLevel.VERIFIED, mail("a@there.test"))))
                .startsWith("454 4.7.4");
        host.verify();
    }

    @Test
    void aPasswordIsSentThroughTlsOnly() throws Exception {
        ScriptedHost host = new ScriptedHost(HELLO + QUIT);
        Transport.Target target = new Transport.Target(
                "there.test",
                InetSocketAddress.createUnresolved("there.test", 587),
                TlsLevel.OPPORTUNISTIC,
                Optional.of(new Route.Credentials("bob", new Secret("secret"))));
        assertThat(reason(deliver(host, target, mail("a@there.test")))).startsWith("454 4.7.4");
        host.verify();
    }

    @Test
    void logsInWithPlainOrLogin() throws Exception {
        String start = """
                S: 220 there.test
                C: EHLO mx.example.test
                S: 250-there.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go
                TLS
                C: EHLO mx.example.test
                S: 250-there.test
                """;
        ScriptedHost plain = new ScriptedHost(start + """
                S: 250 AUTH LOGIN PLAIN
                C: AUTH PLAIN AGJvYgBzZWNyZXQ=
                S: 535 5.7.8 wrong
                """ + QUIT);
        Transport.Target target = new Transport.Target(
                "there.test",
                InetSocketAddress.createUnresolved("there.test", 587),
                TlsLevel.REQUIRED,
                Optional.of(new Route.Credentials("bob", new Secret("secret"))));
        assertThat(reason(deliver(plain, target, mail("a@there.test"))))
                .isEqualTo("454 4.7.0 The host refused our log-in: 535 5.7.8 wrong");
        plain.verify();
        ScriptedHost login = new ScriptedHost(start + """
                S: 250 AUTH LOGIN
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: Ym9i
                S: 334 UGFzc3dvcmQ6
                C: c2VjcmV0
                S: 235 welcome
                C: MAIL FROM:<bob@example.test>
                S: 550 no
                """ + QUIT);
        assertThat(replies(deliver(login, target, mail("a@there.test")))).containsValue("550 no");
        login.verify();
    }

    // RFC 1870 §6.2
    @Test
    void aMessageThatIsTooLargeIsNotEvenTried() throws Exception {
        ScriptedHost host = new ScriptedHost(HELLO + QUIT);
        Mail mail = mail("a@there.test").withMessage(Message.of(Content.of(new byte[1001])));
        assertThat(replies(smtp(host, mail)).get("a@there.test")).startsWith("552 5.3.4");
        host.verify();
    }

    @Test
    void eightBitContentIsDeclared() throws Exception {
        ScriptedHost host = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20 BODY=8BITMIME
                S: 550 no
                """ + QUIT);
        Mail mail = mail("a@there.test");
        Envelope envelope = mail.envelope();
        smtp(
                host,
                mail.withEnvelope(new Envelope(
                        envelope.reversePath(),
                        envelope.recipients(),
                        MailParameters.DEFAULT.withBody(BodyType.EIGHT_BIT_MIME))));
        host.verify();
    }

    // RFC 6531 §3.4
    @Test
    void internationalisedAddressesNeedAHostThatOffersThem() throws Exception {
        Mail mail = mail("a@there.test", "bj\u00f6rn@there.test");
        mail = mail.withEnvelope(new Envelope(
                mail.envelope().reversePath(), mail.recipients(), MailParameters.DEFAULT.withSmtpUtf8(true)));
        ScriptedHost without = new ScriptedHost(HELLO + """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        Map<String, String> replies = replies(smtp(without, mail));
        assertThat(replies.get("bj\u00f6rn@there.test")).startsWith("553 5.6.7");
        assertThat(replies).containsEntry("a@there.test", "250 ok");
        without.verify();
        ScriptedHost with = new ScriptedHost(PIPELINING_HELLO + """
                C: MAIL FROM:<bob@example.test> SMTPUTF8
                C: RCPT TO:<a@there.test>
                C: RCPT TO:<bj\u00f6rn@there.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 250 ok
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        assertThat(replies(smtp(with, mail)).values()).containsOnly("250 ok");
        with.verify();
        ScriptedHost header = new ScriptedHost(HELLO + QUIT);
        Mail inHeader =
                mail.withMessage(Message.of(Content.of("Subject: gr\u00fcn\r\n\r\n".getBytes(StandardCharsets.UTF_8))));
        assertThat(replies(smtp(header, inHeader)).values()).allMatch(reply -> reply.startsWith("550 5.6.7"));
        header.verify();
    }

    @Test
    void aMessageThatCannotBeReadHereIsTriedLaterAndNeverEnded() throws Exception {
        Content unreadable = new Content() {
            private boolean lookedAt;

            @Override
            public long size() {
                return 10;
            }

            // Before the envelope is sent, it is there.
            @Override
            public InputStream open() throws IOException {
                if (lookedAt) {
                    throw new IOException("gone");
                }
                lookedAt = true;
                return InputStream.nullInputStream();
            }
        };
        ScriptedHost host = new ScriptedHost(PIPELINING_HELLO + """
                C: MAIL FROM:<bob@example.test>
                C: RCPT TO:<a@there.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                """);
        assertThat(replies(smtp(host, mail("a@there.test").withMessage(Message.of(unreadable))))
                        .get("a@there.test"))
                .startsWith("451 4.3.0");
        host.verify();
    }

    @Test
    void manyRecipientsGoInGroups() throws Exception {
        String[] recipients = Stream.iterate(0, i -> i + 1)
                .limit(250)
                .map(i -> "r" + i + "@there.test")
                .toArray(String[]::new);
        StringBuilder script = new StringBuilder(PIPELINING_HELLO).append("C: MAIL FROM:<bob@example.test>\n");
        int waiting = 1;
        for (String recipient : recipients) {
            script.append("C: RCPT TO:<").append(recipient).append(">\n");
            waiting++;
            if (waiting == 100) {
                script.append("S: 250 ok\n".repeat(100));
                waiting = 0;
            }
        }
        script.append("C: DATA\n").append("S: 250 ok\n".repeat(waiting)).append("S: 354 go\nC.\nS: 250 done\n");
        ScriptedHost host = new ScriptedHost(script + QUIT);
        assertThat(replies(smtp(host, mail(recipients)))).hasSize(250).containsValue("250 done");
        host.verify();
    }

    private static Report smtp(ScriptedHost host, Mail mail) {
        return deliver(host, TlsLevel.NONE, mail);
    }

    private static Report deliver(ScriptedHost host, TlsLevel level, Mail mail) {
        return deliver(host, target(level), mail);
    }

    private static Report deliver(ScriptedHost host, Transport.Target target, Mail mail) {
        SmtpTransport transport = new SmtpTransport(host, info(), CLOCK);
        Report report = transport.deliver(target, mail);
        transport.stop();
        return report;
    }

    private static String reason(Report report) {
        assertThat(report).isInstanceOf(Report.Unreachable.class);
        return ((Report.Unreachable) report).reason().toString();
    }
}
