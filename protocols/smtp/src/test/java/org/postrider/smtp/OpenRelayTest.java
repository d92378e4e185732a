package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Transcript;

/// The tricks by which strangers have had servers relay for them (RFC 5321 §3.6.2, §7.2).
class OpenRelayTest {
    private static final List<String> RECIPIENTS = List.of(
            "<someone@elsewhere.test>",
            "<someone@elsewhere.test.>",
            "<SOMEONE@ELSEWHERE.TEST>",
            "<someone%elsewhere.test@example.test>",
            "<someone%elsewhere.test@mx.example.test>",
            "<someone%elsewhere.test@[192.0.2.25]>",
            "<someone%elsewhere.test@[127.0.0.1]>",
            "<someone%elsewhere.test@localhost>",
            "<someone%elsewhere.test>",
            "<\"someone%elsewhere.test\"@example.test>",
            "<\"someone@elsewhere.test\"@example.test>",
            "<\"someone@elsewhere.test\"@[192.0.2.25]>",
            "<\"someone@elsewhere.test\"@>",
            "<\"someone@elsewhere.test\">",
            "<\"elsewhere.test!someone\"@example.test>",
            "<elsewhere.test!someone@example.test>",
            "<elsewhere.test!someone@[192.0.2.25]>",
            "<elsewhere.test!someone>",
            "<example.test!elsewhere.test!someone@example.test>",
            "<@example.test:someone@elsewhere.test>",
            "<@mx.example.test:someone@elsewhere.test>",
            "<@[192.0.2.25]:someone@elsewhere.test>",
            "<@example.test,@mx.example.test:someone@elsewhere.test>",
            "<@example.test:someone%elsewhere.test@example.test>",
            "<@elsewhere.test:nobody@example.test>",
            "<someone@elsewhere.test@example.test>",
            "<bob@example.test@elsewhere.test>",
            "<someone@elsewhere.test%example.test>",
            "<someone@elsewhere.test,bob@example.test>",
            "<someone@elsewhere.test bob@example.test>",
            "<someone@elsewhere.test>bob@example.test",
            "<bob@example.test><someone@elsewhere.test>",
            "<someone@example.test.elsewhere.test>",
            "<someone@sub.example.test>",
            "<bob@sub.example.test>",
            "<bob@notexample.test>",
            "<bob@.example.test>",
            "<bob@example.test..>",
            "<someone@[198.51.100.9]>",
            "<someone@[IPv6:2001:db8::9]>",
            "<someone@198.51.100.9>",
            "<someone@localhost>",
            "<someone@>",
            "<@elsewhere.test>",
            "<@>",
            "<>",
            "<\"\"@example.test>",
            "<postmaster@elsewhere.test>",
            "<postmaster%elsewhere.test@example.test>",
            "<postmaster%elsewhere.test>",
            "someone@elsewhere.test",
            "<<someone@elsewhere.test>>",
            "<smtp:someone@elsewhere.test>",
            "<bob+someone@elsewhere.test>",
            // inner.test is another host's, and we hand mail on to it: nothing else of it goes further.
            "<someone%elsewhere.test@inner.test>",
            "<elsewhere.test!someone@inner.test>",
            "<\"someone@elsewhere.test\"@inner.test>",
            "<\"@elsewhere.test:someone\"@inner.test>",
            "<\"someone%elsewhere.test\"@inner.test>",
            "<@inner.test:someone@elsewhere.test>",
            "<someone@sub.inner.test>",
            "<someone@notinner.test>",
            "<someone@inner.test.elsewhere.test>",
            "<someone@inner.test@elsewhere.test>");

    private static final List<String> SENDERS = List.of(
            "<>",
            "<alice@other.test>",
            "<bob@example.test>",
            "<postmaster@example.test>",
            "<root@mx.example.test>",
            "<root@localhost>",
            "<bob@[192.0.2.25]>",
            "<someone@elsewhere.test>");

    private static final List<String> NAMES =
            List.of("client.example", "mx.example.test", "example.test", "localhost", "[127.0.0.1]", "[192.0.2.25]");

    static Stream<String> recipients() {
        return RECIPIENTS.stream();
    }

    @ParameterizedTest
    @MethodSource("recipients")
    void noTrickMakesTheServerRelayForStrangers(String recipient) throws IOException {
        TestServer server = new TestServer(Map.of("maxErrors", "1000"));
        StringBuilder dialogue = new StringBuilder("S~ 220 .*\n");
        for (String name : NAMES) {
            dialogue.append("C: EHLO ").append(name).append("\nS* 250 .*\n");
            for (String sender : SENDERS) {
                dialogue.append("C: MAIL FROM:").append(sender).append("\nS~ 250 .*\n");
                dialogue.append("C: RCPT TO:").append(recipient).append("\nS~ 5.*\n");
                dialogue.append("C: DATA\nS~ 503 .*\nC: RSET\nS~ 250 .*\n");
            }
        }
        Transcript.parse("relay", dialogue.toString()).run(server::connect);
        assertThat(server.spool.accepted()).isEmpty();
    }
}
