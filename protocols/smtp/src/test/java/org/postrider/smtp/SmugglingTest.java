package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.SmtpConfig.BareLineBreaks;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryPeer;
import org.postrider.testkit.MemorySpool;

/// Everything that some server has taken for the end of a message, on the way in: each line break of the published
/// matrix of SMTP smuggling before a dot with each behind it (RFC 5321 §2.3.8, §4.1.1.4).
class SmugglingTest {
    static final List<String> BREAKS = List.of(
            "\r\n", "\n", "\r", "\n\r", "\r\r", "\n\n", "\r\r\n", "\r\n\n", "\0\r\n", "\r\0\n", "\r\n\0", "\n\0", "\0",
            "\u0085", "\u000b", "\f", " \r\n", "\r\n ", "");
    private static final String END = "\r\n.\r\n";
    private static final String SMUGGLED =
            "MAIL FROM:<evil@other.test>\r\nRCPT TO:<carol@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\n";

    static Stream<String> lookalikes() {
        return BREAKS.stream()
                .flatMap(before -> BREAKS.stream().map(after -> before + "." + after))
                // Where the one true end is in it, it is no lookalike.
                .filter(lookalike -> !("x" + lookalike + "x").contains(END));
    }

    @ParameterizedTest
    @MethodSource("lookalikes")
    void aLookalikeOfTheEndMakesNoSecondMessage(String lookalike) throws Exception {
        for (BareLineBreaks policy : BareLineBreaks.values()) {
            TestServer server = new TestServer(Map.of("bareLineBreaks", policy.name()));
            MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
            Thread session = MemoryPeer.serve(server.handler, pair.server());
            say(pair.client(), "EHLO client.example\r\n");
            readTo(pair.client(), "250 ");
            say(pair.client(), "MAIL FROM:<alice@other.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n");
            readTo(pair.client(), "354");
            say(pair.client(), "Subject: innocent\r\n\r\ntext" + lookalike + SMUGGLED + END + "QUIT\r\n");
            readTo(pair.client(), "221");
            session.join();
            boolean bare = !lookalike.replace("\r\n", "").chars().allMatch(c -> c != '\r' && c != '\n');
            assertThat(server.spool.accepted()).hasSize(bare && policy == BareLineBreaks.REFUSE ? 0 : 1);
            for (var mail : server.spool.accepted()) {
                assertThat(mail.recipients()).hasToString("[bob@example.test]");
                // What goes on to others has no lone CR or LF that they could take for one.
                assertThat(MemorySpool.contentOf(mail).replace("\r\n", ""))
                        .contains("RCPT TO:<carol@example.test>")
                        .doesNotContain("\r")
                        .doesNotContain("\n");
            }
        }
    }

    private static void say(MemoryConnection connection, String text) throws Exception {
        connection.write(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.flush();
    }

    private static void readTo(MemoryConnection connection, String start) throws Exception {
        while (!new String(connection.readLine(1000), StandardCharsets.US_ASCII).startsWith(start)) {
            // On to the line that is meant.
        }
    }
}
