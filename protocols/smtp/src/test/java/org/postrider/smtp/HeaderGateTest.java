package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderGateTest {
    private static final long OCTETS_MAX = 10_000;

    // In the table, | ends a line.
    @ParameterizedTest
    @CsvSource({
        "From: a|Subject: b||body|,                 From: a|Subject: b|D: 1|M: 1||body|",
        "DATE: x|Message-Id : y||body|,             DATE: x|Message-Id : y||body|",
        "Subject: a| Date: folded||Date: body|,     Subject: a| Date: folded|D: 1|M: 1||Date: body|",
        "Subject: a|,                               Subject: a|D: 1|M: 1|",
        "no header|,                                D: 1|M: 1||no header|",
        "' space first|',                           D: 1|M: 1|| space first|",
        "|body|,                                    D: 1|M: 1||body|",
        "Date: x|broken line|more: y|,              Date: x|M: 1||broken line|more: y|",
        "''                                         , D: 1|M: 1|",
        ": no name|,                                D: 1|M: 1||: no name|",
    })
    void addsWhatIsMissingAtTheEndOfTheHeader(String message, String expected) throws IOException {
        for (int chunk = 1; chunk < 40; chunk++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            HeaderGate gate = new HeaderGate(out, HeaderGateTest::missing, OCTETS_MAX, false);
            send(gate, message.replace("|", "\r\n"), chunk);
            assertThat(out.toString(StandardCharsets.US_ASCII).replace("\r\n", "|"))
                    .as("in pieces of %d", chunk)
                    .isEqualTo(expected);
        }
    }

    @Test
    void countsReceivedFieldsOfTheHeaderOnly() throws IOException {
        String message =
                "Received: a\r\n\tby b\r\nRECEIVED: c\r\nX-Received: d\r\n Received: e\r\n\r\nReceived: body\r\n";
        for (int chunk = 1; chunk < 100; chunk++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            HeaderGate gate = new HeaderGate(out, (_, _) -> "", OCTETS_MAX, false);
            send(gate, message, chunk);
            assertThat(gate.receivedFields()).isEqualTo(2);
            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(message);
        }
    }

    @Test
    void aNameWithoutEndIsBody() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HeaderGate gate = new HeaderGate(out, (_, _) -> "", OCTETS_MAX, false);
        String message = "x".repeat(5000) + ": y\r\n";
        send(gate, message, 700);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(message);
    }

    @Test
    void takesDownAllFromFieldsOfTheHeader() throws IOException {
        String message = "From: a\r\n b\r\nX-From: c\r\nFROM : d\r\nFromage: e\r\n\r\nFrom: body\r\n";
        for (int chunk = 1; chunk < 100; chunk++) {
            HeaderGate gate = new HeaderGate(new ByteArrayOutputStream(), HeaderGateTest::missing, OCTETS_MAX, true);
            send(gate, message, chunk);
            assertThat(gate.from()).as("in pieces of %d", chunk).isEqualTo(": a\r\n b\r\n: d\r\n");
        }
    }

    @Test
    void closesAHeaderThatEndsAtALineWhichIsNoField() throws IOException {
        for (int chunk = 1; chunk < 100; chunk++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            HeaderGate gate = new HeaderGate(out, (_, _) -> "", OCTETS_MAX, true);
            send(gate, "Date: x\r\nno field\r\nFrom: hidden\r\n", chunk);
            assertThat(out.toString(StandardCharsets.US_ASCII))
                    .as("in pieces of %d", chunk)
                    .isEqualTo("Date: x\r\n\r\nno field\r\nFrom: hidden\r\n");
        }
    }

    @Test
    void passesOnNothingBehindAHeaderThatIsTooLarge() throws IOException {
        for (int chunk = 1; chunk < 300; chunk += 7) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            HeaderGate gate = new HeaderGate(out, (_, _) -> "", 999, false);
            send(gate, "X: y\r\n".repeat(1000), chunk);
            assertThat(gate.tooLarge()).isTrue();
            assertThat(out.size()).as("in pieces of %d", chunk).isLessThanOrEqualTo(999 + chunk);
        }
    }

    @Test
    void aLargeBodyIsNoLargeHeader() throws IOException {
        HeaderGate gate = new HeaderGate(new ByteArrayOutputStream(), (_, _) -> "", 999, false);
        send(gate, "X: y\r\n\r\n" + "body\r\n".repeat(1000), 5000);
        assertThat(gate.tooLarge()).isFalse();
    }

    private static void send(HeaderGate gate, String message, int chunk) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < octets.length; i += chunk) {
            gate.write(octets, i, Math.min(chunk, octets.length - i));
        }
        gate.finish();
    }

    private static String missing(boolean date, boolean messageId) {
        return (date ? "" : "D: 1\r\n") + (messageId ? "" : "M: 1\r\n");
    }
}
