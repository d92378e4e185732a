package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.net.Connection;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryPeer;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.Transcript;

/// What a session leaves behind: mail in the spool, events in the log.
class SmtpSessionTest {
    private static final String LOG_IN = """
            S* 220 .*
            C: EHLO client.example
            S* 250 .*
            C: AUTH PLAIN AGJvYkBleGFtcGxlLnRlc3QAc2VjcmV0
            S* 235 .*
            """;
    private static final String MAIL = """
            C: MAIL FROM:<bob@example.test>
            C: RCPT TO:<carol@example.test>
            C: DATA
            S* 354 .*
            """;

    @Test
    void theSpoolGetsTheMessageUnderATraceField() throws IOException {
        TestServer server = play(Map.of(), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                """ + MAIL + """
                C: Subject: hello
                C:
                C: ..dot
                C: .
                S* 250 .*
                """);
        // RFC 5321 §4.4
        assertThat(server.spool.onlyContent()).isEqualTo("""
                Received: from client.example ([192.0.2.7])
                \tby mx.example.test with ESMTP id M1
                \tfor <carol@example.test>;
                \tSat, 1 Mar 2025 12:00:00 +0000
                Subject: hello

                .dot
                """.replace("\n", "\r\n"));
        Mail mail = server.spool.accepted().getFirst();
        assertThat(mail.reversePath()).hasToString("<bob@example.test>");
        assertThat(mail.recipients()).containsExactly(Recipient.of(MailAddress.parse("carol@example.test")));
        Origin origin = mail.origin();
        assertThat(origin.protocol()).isEqualTo("ESMTP");
        assertThat(origin.listener()).isEqualTo("smtp");
        assertThat(origin.hello()).isEqualTo("client.example");
        assertThat(origin.receivedAt()).isEqualTo(TestServer.NOW);
        assertThat(origin.authenticated()).isFalse();
        assertThat(mail.envelope().parameters().body()).isEqualTo(BodyType.SEVEN_BIT);
    }

    // RFC 1870 §6.3
    @Test
    void aHeaderThatIsTooLargeIsRefusedAndTheSessionGoesOn() throws IOException {
        String header = "C: X-Field: twenty octets.\n".repeat(64 * 1024 / 20);
        TestServer server = play(Map.of("maxHeaderSize", "64KiB"), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                """ + MAIL + header + """
                C:
                C: body
                C: .
                S: 552 5.3.4 The header of a message may have 65536 octets here
                """ + MAIL + """
                C: Subject: small
                C: .
                S* 250 .*
                """);
        assertThat(server.spool.accepted()).hasSize(1);
    }

    // RFC 5321 §4.5.3.1.6; RFC 3030 §3: what is binary has no lines
    @Test
    void aLineThatIsTooLongIsRefusedAndTheSessionGoesOn() throws IOException {
        String line = "C: " + "x".repeat(998);
        TestServer server = play(
                Map.of("maxLineLength", "998"), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                """ + MAIL + line + """
                x
                C: .
                S: 554 5.6.0 A line of a message may have 998 octets here
                """ + MAIL + line + """

                C: .
                S* 250 .*
                C: MAIL FROM:<alice@other.test>
                S* 250 .*
                C: RCPT TO:<bob@example.test>
                S* 250 .*
                C: BDAT 1002 LAST
                """ + line + """
                xx
                S: 554 5.6.0 A line of a message may have 998 octets here
                C: MAIL FROM:<alice@other.test> BODY=BINARYMIME
                S* 250 .*
                C: RCPT TO:<bob@example.test>
                S* 250 .*
                C: BDAT 1002 LAST
                """ + line + """
                xx
                S* 250 .*
                """);
        assertThat(server.spool.accepted()).hasSize(2);
    }

    // RFC 5321 §4.5.3.1.5
    @Test
    void aReplyThatSaysALongCommandAgainIsCut() throws IOException {
        play(Map.of(), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                C: MAIL FROM:<bob@example.test> %s
                S~ 555 5.5.4 MAIL parameter X{482}\\.\\.\\.
                """.formatted("X".repeat(3000)));
    }

    @Test
    void anyAddressMayStandInFromWhereTheListenerSaysSo() throws IOException {
        TestServer server =
                play(Map.of("listener", "submission", "tls", "implicit", "fromField", "ANY"), LOG_IN + MAIL + """
                C: From: carol@example.test
                C: .
                S* 250 .*
                """);
        assertThat(server.spool.accepted()).hasSize(1);
    }

    @Test
    void aSubmittedMessageGetsDateAndMessageId() throws IOException {
        TestServer server = play(Map.of("listener", "submission", "tls", "implicit"), LOG_IN + MAIL + """
                C: Subject: hello
                C:
                C: body
                C: .
                S* 250 .*
                """);
        assertThat(server.spool.onlyContent())
                .startsWith("""
                        Received: from client.example ([192.0.2.7])
                        \t(using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256)
                        \tby mx.example.test with ESMTPSA id M1
                        """.replace("\n", "\r\n"))
                .endsWith("""
                        Subject: hello
                        Date: Sat, 1 Mar 2025 12:00:00 +0000
                        Message-ID: <M1@mx.example.test>

                        body
                        """.replace("\n", "\r\n"));
        assertThat(server.spool.accepted().getFirst().origin().user()).contains(MailAddress.parse("bob@example.test"));
        assertThat(server.events.of(MailEvent.LoggedIn.class)).hasSize(1);
    }

    @Test
    void aSubmittedMessageThatIsCompleteStaysAsItIs() throws IOException {
        TestServer server = play(Map.of("listener", "submission", "tls", "implicit"), LOG_IN + MAIL + """
                C: message-id: <x@y>
                C: date: now
                C:
                C: .
                S* 250 .*
                """);
        assertThat(server.spool.onlyContent()).endsWith("+0000\r\nmessage-id: <x@y>\r\ndate: now\r\n\r\n");
    }

    @Test
    void eightBitContentIsNoticedWhateverMailSaid() throws IOException {
        TestServer server = play(Map.of(), """
                S* 220 .*
                C: HELO client.example
                S* 250 .*
                """ + MAIL + """
                C: Subject: x
                C:
                C: gr\u00fc\u00dfe
                C: .
                S* 250 .*
                """);
        Mail mail = server.spool.accepted().getFirst();
        assertThat(mail.envelope().parameters().body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(mail.origin().protocol()).isEqualTo("SMTP");
    }

    @Test
    void aRecipientNamedTwiceGetsOneMail() throws IOException {
        TestServer server = play(Map.of(), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                C: MAIL FROM:<>
                C: RCPT TO:<bob@example.test>
                C: RCPT TO:<BOB@example.test>
                C: RCPT TO:<postmaster>
                C: DATA
                S* 354 .*
                C: .
                S* 250 .*
                """);
        Mail mail = server.spool.accepted().getFirst();
        assertThat(mail.recipients()).hasToString("[bob@example.test, postmaster@example.test]");
        assertThat(mail.reversePath().isNull()).isTrue();
        assertThat(server.spool.onlyContent()).doesNotContain("for <");
    }

    @Test
    void refusalsAndFailedLogInsAreEventsWithoutSecrets() throws IOException {
        TestServer server = play(Map.of("tls", "implicit"), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                C: AUTH PLAIN AGJvYkBleGFtcGxlLnRlc3QAd3Jvbmc=
                S* 535 .*
                C: AUTH CRAM-MD5 AGJvYkBleGFtcGxlLnRlc3QAd3Jvbmc=
                S* 504 .*
                C: MAIL FROM:<alice@other.test>
                S* 250 .*
                C: RCPT TO:<nobody@example.test>
                S* 550 .*
                """);
        assertThat(server.events.of(MailEvent.LoginFailed.class))
                .extracting(MailEvent.LoginFailed::name)
                .containsExactly("bob@example.test");
        assertThat(server.events.of(MailEvent.Refused.class))
                .extracting(MailEvent.Refused::command)
                .containsExactly("AUTH CRAM-MD5 ***", "RCPT TO:<nobody@example.test>");
    }

    @Test
    void nothingIsAcceptedWhereTheDialogueBreaksOff() throws IOException {
        TestServer server = play(Map.of(), """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                """ + MAIL + """
                C: Subject: x
                C:
                C: and th
                CLOSE
                """);
        assertThat(server.spool.accepted()).isEmpty();
    }

    @Test
    void aStoppingServerSaysSoBetweenTwoCommands() throws Exception {
        TestServer server = new TestServer(Map.of());
        MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
        Thread session = MemoryPeer.serve(server.handler, pair.server());
        assertThat(line(pair.client())).startsWith("220 ");
        pair.server().stop();
        assertThat(line(pair.client())).startsWith("421 4.3.2 mx.example.test ");
        session.join();
    }

    @Test
    void aMessageUnderWayIsFinishedWhileTheServerStops() throws Exception {
        TestServer server = new TestServer(Map.of());
        MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
        Thread session = MemoryPeer.serve(server.handler, pair.server());
        say(pair.client(), "EHLO x\r\n");
        readTo(pair.client(), "250 ");
        say(pair.client(), "MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n");
        readTo(pair.client(), "354 ");
        pair.server().stop();
        say(pair.client(), "Subject: x\r\n\r\n.\r\n");
        assertThat(line(pair.client())).startsWith("250 2.0.0 Accepted as ");
        assertThat(line(pair.client())).startsWith("421 ");
        session.join();
        assertThat(server.spool.accepted()).hasSize(1);
    }

    @Test
    void aServerWithoutRoomSaysSo() {
        assertThat(new String(new TestServer(Map.of()).handler.refusal("Too many sessions"), StandardCharsets.US_ASCII))
                .isEqualTo("421 4.3.2 mx.example.test Too many sessions\r\n");
    }

    @Test
    void aFaultOfOursIsToldAndThreeEndTheSession() throws IOException {
        TestServer server = new TestServer(Map.of("faulty", "recipients"));
        Transcript.parse("fault", """
                S* 220 .*
                C: EHLO client.example
                S* 250 .*
                C: MAIL FROM:<>
                C: RCPT TO:<bob@example.test>
                S* 451 4.3.0 .*
                C: MAIL FROM:<>
                C: RCPT TO:<bob@example.test>
                S* 451 4.3.0 .*
                C: MAIL FROM:<>
                C: RCPT TO:<bob@example.test>
                S* 451 4.3.0 .*
                S~ 421 4\\.3\\.0 .*
                END
                """).run(server::connect);
    }

    @Test
    void recipientsBeyondTheLimitAreToldToWait() throws IOException {
        StringBuilder text = new StringBuilder("S* 220 .*\nC: EHLO x\nS* 250 .*\nC: MAIL FROM:<>\nS* 250 .*\n");
        for (int i = 0; i < 100; i++) {
            text.append("C: RCPT TO:<bob@example.test>\nS: 250 2.1.5 Recipient ok\n");
        }
        // RFC 5321 §4.5.3.1.10
        text.append("C: RCPT TO:<bob@example.test>\nS~ 452 4\\.5\\.3 .*\nC: DATA\nS~ 354 .*\nC: .\nS~ 250 .*\n");
        play(Map.of("maxRecipients", "100"), text.toString());
    }

    @Test
    void aLineWithoutEndIsRefused() throws IOException {
        play(Map.of(), "S* 220 .*\nC: NOOP " + "x".repeat(20_000) + "\nS~ 500 5\\.5\\.2 .*\nC: NOOP\nS~ 250 .*\n");
    }

    @Test
    void linesOfAnyLengthAndOctetsOfAnyKindAreContent() throws IOException {
        String long5000 = "x".repeat(5000);
        TestServer server = play(
                Map.of(),
                "S* 220 .*\nC: EHLO x\nS* 250 .*\n" + MAIL + "C: " + long5000
                        + "\nC- \\0\\x01\\xff\\x1a\\r\\n\nC: .\nS~ 250 .*\n");
        assertThat(server.spool.onlyContent()).endsWith(long5000 + "\r\n\0\u0001\u00ff\u001a\r\n");
    }

    @Test
    void theSpoolIsAskedAgainForEachMail() throws IOException {
        TestServer server = new TestServer(Map.of("fault", MemorySpool.Fault.BEGIN.name()));
        Transcript.parse("full", """
                S* 220 .*
                C: EHLO x
                S* 250 .*
                C: MAIL FROM:<>
                C: RCPT TO:<bob@example.test>
                C: DATA
                S* 452 .*
                """).run(server::connect);
        assertThat(server.events.of(MailEvent.Refused.class))
                .extracting(MailEvent.Refused::command)
                .containsExactly("DATA");
    }

    private static TestServer play(Map<String, String> settings, String dialogue) throws IOException {
        TestServer server = new TestServer(settings);
        Transcript.parse("dialogue", dialogue).run(server::connect);
        return server;
    }

    private static void say(Connection connection, String text) throws Exception {
        connection.write(text.getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }

    private static String line(Connection connection) throws Exception {
        return new String(connection.readLine(1000), StandardCharsets.US_ASCII);
    }

    private static void readTo(Connection connection, String start) throws Exception {
        while (!line(connection).startsWith(start)) {
            // On to the line that is meant.
        }
    }
}
