package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.DsnRequest.Notify;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.MailParameters.Ret;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.testkit.Transcript;

/// What the extensions leave behind in the spool.
class ExtensionsTest {
    private static final String HELLO = """
            S* 220 .*
            C: EHLO client.example
            S* 250 .*
            """;
    private static final String LOGGED_IN = HELLO + """
            C: AUTH PLAIN AGJvYkBleGFtcGxlLnRlc3QAc2VjcmV0
            S~ 235 .*
            """;
    private static final String MESSAGE = """
            C: DATA
            S* 354 .*
            C: Subject: x
            C: .
            S* 250 .*
            """;

    // RFC 3461 §4
    @Test
    void whatTheSenderWantsToBeToldIsKept() throws IOException {
        Mail mail = only(Map.of(), HELLO + """
                C: MAIL FROM:<alice@other.test> RET=HDRS ENVID=QQ+2B1
                C: RCPT TO:<bob@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bx@example.test
                C: RCPT TO:<carol@example.test>
                """ + MESSAGE);
        assertThat(mail.envelope().parameters().ret()).contains(Ret.HDRS);
        assertThat(mail.envelope().parameters().envelopeId()).contains("QQ+2B1");
        assertThat(mail.recipients())
                .extracting(Recipient::dsn)
                .containsExactly(
                        new DsnRequest(Set.of(Notify.SUCCESS, Notify.DELAY), Optional.of("rfc822;b+2Bx@example.test")),
                        DsnRequest.DEFAULT);
    }

    // RFC 3030 §3
    @Test
    void everyOctetOfABinaryMessageIsKept() throws IOException {
        TestServer server = play(Map.of(), HELLO + """
                C: MAIL FROM:<alice@other.test> BODY=BINARYMIME
                C: RCPT TO:<bob@example.test>
                C: BDAT 13
                C- Subject: x\\r\\n\\r
                C: BDAT 12 LAST
                C- \\n.\\r\\n\\0\\n\\r.\\r\\r\\xff\\n
                S* 250 2.0.0 Accepted as M1
                """);
        assertThat(server.spool.onlyContent()).endsWith("Subject: x\r\n\r\n.\r\n\0\n\r.\r\r\u00ff\n");
        assertThat(server.spool.accepted().getFirst().envelope().parameters().body())
                .isEqualTo(BodyType.BINARY_MIME);
    }

    // RFC 8689 §2
    @Test
    void thatTlsIsRequiredIsKept() throws IOException {
        Mail mail = only(Map.of("tls", "implicit"), HELLO + """
                C: MAIL FROM:<alice@other.test> REQUIRETLS
                C: RCPT TO:<bob@example.test>
                """ + MESSAGE);
        assertThat(mail.envelope().parameters().requireTls()).isTrue();
    }

    // RFC 4865 §4, RFC 2852 §4, RFC 6710 §4
    @Test
    void whenMailIsToBeSentIsKept() throws IOException {
        Mail mail = only(Map.of("listener", "submission", "tls", "implicit"), LOGGED_IN + """
                C: MAIL FROM:<bob@example.test> HOLDFOR=3600 BY=7200;R MT-PRIORITY=4
                C: RCPT TO:<carol@example.test>
                """ + MESSAGE);
        MailParameters parameters = mail.envelope().parameters();
        assertThat(parameters.holdUntil()).contains(TestServer.NOW.plusSeconds(3600));
        assertThat(parameters.deliverBy())
                .contains(new DeliverBy(TestServer.NOW.plusSeconds(7200), DeliverBy.Mode.RETURN, false));
        assertThat(parameters.priority()).isEqualTo(4);
    }

    @Test
    void theOriginIsTheOneAProxySpeaksFor() throws IOException {
        Mail mail = only(Map.of("proxies", "192.0.2.7"), """
                S* 220 .*
                C: XCLIENT ADDR=198.51.100.9 LOGIN=bob
                S* 220 .*
                C: EHLO there.example
                S* 250 .*
                C: MAIL FROM:<bob@example.test>
                C: RCPT TO:<bob@example.test>
                """ + MESSAGE);
        Origin origin = mail.origin();
        assertThat(origin.client()).contains(InetAddress.ofLiteral("198.51.100.9"));
        assertThat(origin.hello()).isEqualTo("there.example");
        assertThat(origin.user()).hasToString("Optional[bob@example.test]");
    }

    @Test
    void theOriginIsTheOneAFilterForwards() throws IOException {
        Mail mail = only(Map.of("proxies", "192.0.2.7"), HELLO + """
                C: XFORWARD ADDR=198.51.100.9 HELO=there.example
                S* 250 .*
                C: MAIL FROM:<bob@example.test>
                C: RCPT TO:<bob@example.test>
                """ + MESSAGE);
        assertThat(mail.origin().client()).contains(InetAddress.ofLiteral("198.51.100.9"));
        assertThat(mail.origin().hello()).isEqualTo("there.example");
        assertThat(mail.origin().authenticated()).isFalse();
    }

    private static Mail only(Map<String, String> settings, String dialogue) throws IOException {
        return play(settings, dialogue).spool.accepted().getFirst();
    }

    private static TestServer play(Map<String, String> settings, String dialogue) throws IOException {
        TestServer server = new TestServer(settings);
        Transcript.parse("dialogue", dialogue).run(server::connect);
        return server;
    }
}
