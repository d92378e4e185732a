package org.postrider.mbox.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.store.SystemFlag;

/// Files that other programs wrote.
class MboxReaderTest {
    private static final String FROM = "From bob@example.test Sat Jan  3 01:05:34 1996\n";

    @Test
    void messagesAreToldApart() throws Exception {
        assertThat(read(FROM + "Subject: 1\n\none\n\n" + FROM + "Subject: 2\n\ntwo\n\n"))
                .containsExactly("Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n");
    }

    @Test
    void anEmptyFileHasNoMessages() throws Exception {
        assertThat(read("")).isEmpty();
        assertThat(read("\n\n")).isEmpty();
    }

    @Test
    void whatIsNoMboxIsRefused() {
        assertThatThrownBy(() -> read("Subject: a message, not an mbox\n\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not begin with 'From '");
    }

    @Test
    void theLastLineNeedNoLineBreak() throws Exception {
        assertThat(read(FROM + "Subject: x\n\nno end")).containsExactly("Subject: x\r\n\r\nno end\r\n");
        assertThat(read(FROM + "Subject: x\n\nno empty line\n")).containsExactly("Subject: x\r\n\r\nno empty line\r\n");
        assertThat(read(FROM.strip())).containsExactly("");
    }

    @Test
    void aFileMayHaveCrlf() throws Exception {
        String file = (FROM + "Subject: 1\n\n>From x\n\n" + FROM + "Subject: 2\n\n").replace("\n", "\r\n");
        assertThat(read(file)).containsExactly("Subject: 1\r\n\r\nFrom x\r\n", "Subject: 2\r\n");
    }

    @Test
    void contentLengthIsNotBelieved() throws Exception {
        assertThat(read(FROM + "Content-Length: 3\nSubject: x\n\nlonger than three\n\n" + FROM + "Lines: 99\n\nx\n\n"))
                .containsExactly("Subject: x\r\n\r\nlonger than three\r\n", "\r\nx\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From the beginning it rained\n",
                "From bob Sat Jan  3 1996\n",
                "From bob@example.test Sat Foo  3 01:05:34 1996\n",
                "From bob@example.test Sat Jan 32 01:05:34 1996\n",
                "From bob@example.test Sat Jan  3 25:05:34 1996\n",
                "From  Sat Jan  3 01:05:34 1996\n",
                "From bob and ann Sat Jan  3 01:05:34 1996\n",
                "From bob@example.test Sat Jan  3 01:05:34 1996 or so\n",
                "From\n"
            })
    void aLineThatBeginsWithFromByChanceSeparatesNothing(String line) throws Exception {
        assertThat(read(FROM + "\nbefore\n\n" + line + "after\n\n"))
                .containsExactly("\r\nbefore\r\n\r\n" + line.strip() + "\r\nafter\r\n");
    }

    @Test
    void aSeparatorStandsBehindAnEmptyLine() throws Exception {
        assertThat(read(FROM + "\nbefore\n" + FROM + "after\n\n"))
                .containsExactly("\r\nbefore\r\n" + FROM.strip() + "\r\nafter\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From bob@example.test Sat Jan  3 01:05:34 1996            | bob@example.test | 1996-01-03T01:05:34Z",
                "From bob Sat Jan 13 01:05 1996                             | bob              | 1996-01-13T01:05:00Z",
                "From bob@example.test  Wed Jan  3 01:05:34 2024 +0100      | bob@example.test | 2024-01-03T00:05:34Z",
                "From bob@example.test Wed Jan 03 01:05:34 +0100 2024       | bob@example.test | 2024-01-03T00:05:34Z",
                "From - Sat Jan  3 01:05:34 1996                            | -                | 1996-01-03T01:05:34Z",
                "From ???@??? Sat Jan  3 01:05:34 1996                      | ???@???          | 1996-01-03T01:05:34Z",
                "From bob at example.test  Sat Jan  3 01:05:34 1996         | bob at example.test | 1996-01-03T01:05:34Z",
                "From \"a b\"@example.test Sat Jan  3 01:05:34 1996         | \"a b\"@example.test | 1996-01-03T01:05:34Z",
                "From bob Sat Jan  3 01:05:34 EST 1996                      | bob              | 1996-01-03T06:05:34Z",
                "From bob Sat Jan  3 01:05:34 GMT 96                        | bob              | 1996-01-03T01:05:34Z",
                "From bob Sat Jan  3 01:05:60 1996 remote from uucp         | bob              | 1996-01-03T01:05:59Z",
                "From MAILER-DAEMON Fri Jul  8 12:08:34 2011                | MAILER-DAEMON    | 2011-07-08T12:08:34Z"
            })
    void senderAndDateAreReadHoweverTheyAreWritten(String line, String sender, String date) throws Exception {
        String file = FROM + "\nx\n\n" + line.strip() + "\n\ny\n\n";
        MboxReader reader = new MboxReader(stream(file));
        reader.next();
        MboxMessage message = reader.next().orElseThrow();
        assertThat(message.sender()).isEqualTo(sender.strip());
        assertThat(message.date()).isEqualTo(Instant.parse(date.strip()));
    }

    @Test
    void aDateWithoutZoneIsOneOfTheZoneThatIsGiven() throws Exception {
        MboxReader reader = new MboxReader(stream(FROM + "\n"), ZoneId.of("Europe/Berlin"));
        assertThat(reader.next().orElseThrow().date()).isEqualTo(Instant.parse("1996-01-03T00:05:34Z"));
    }

    @Test
    void flagsOfOtherProgramsAreRead() throws Exception {
        MboxReader reader = new MboxReader(
                stream(
                        FROM
                                + "Subject: x\nStatus: RO\nX-Status: AF\nX-Keywords: one\n two (bad\nX-UID: 7\nX-IMAPbase: 1 2\n\nbody\n"));
        MboxMessage message = reader.next().orElseThrow();
        assertThat(message.flags()).hasToString("\\Seen \\Answered \\Flagged one");
        assertThat(text(message)).isEqualTo("Subject: x\r\n\r\nbody\r\n");
    }

    @Test
    void aMessageNeedNotBeReadToItsEnd() throws Exception {
        MboxReader reader = new MboxReader(stream(FROM + "\n" + "x".repeat(1_000_000) + "\n\n" + FROM + "\nlast\n"));
        MboxMessage first = reader.next().orElseThrow();
        assertThat(first.content().read()).isEqualTo('\r');
        assertThat(text(reader.next().orElseThrow())).isEqualTo("\r\nlast\r\n");
        assertThatThrownBy(() -> first.content().read()).hasMessageContaining("next message");
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void zerosAndEightBitsArePartOfAMessage() throws Exception {
        assertThat(read(FROM + "\n\0\u00e4\0\n\n")).containsExactly("\r\n\0\u00e4\0\r\n");
    }

    @Test
    void aSenderThatWouldBreakTheLineIsMadeOneWord() {
        FromLine line = new FromLine("a b\n\"c\u4e00", Instant.EPOCH);
        String text = new String(line.octets(), StandardCharsets.ISO_8859_1);
        assertThat(text).isEqualTo("From a_b__c_ Thu Jan  1 00:00:00 1970\n");
        byte[] octets = line.octets();
        assertThat(FromLine.parse(octets, 0, octets.length, ZoneOffset.UTC)).isPresent();
    }

    @Test
    void theStoreNeverBelievesWhatAMessageSaysBehindItsOwnFields() throws Exception {
        MboxParser parser = new MboxParser(
                new RawLines(stream(FROM + "Received: x\nX-UID: 4294967295\nX-Postrider: 1 77 1 1 exact -\n\nx\n")),
                ZoneOffset.UTC,
                MboxParser.Sink.NOTHING);
        assertThat(parser.next()).isTrue();
        while (parser.step()) {
            // To its end.
        }
        assertThat(parser.tags().uidValidity()).isZero();
        assertThat(parser.tags().form()).isEqualTo(ContentForm.TEXT);
        assertThat(parser.isTidy()).isFalse();
    }

    private static List<String> read(String file) throws Exception {
        List<String> read = new ArrayList<>();
        MboxReader reader = new MboxReader(stream(file));
        for (Optional<MboxMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
            read.add(text(next.get()));
        }
        return read;
    }

    private static String text(MboxMessage message) throws IOException {
        return new String(message.content().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static InputStream stream(String file) {
        return new ByteArrayInputStream(file.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aFlagIsAFlag() {
        assertThat(MessageTags.of(org.postrider.api.store.Flags.of(SystemFlag.DRAFT), 1, 2, ContentForm.TEXT)
                        .octets())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("Status:   \nX-Status: T   \nX-Keywords: " + " ".repeat(40)
                        + "\nX-Postrider: 1 0 1 2 lf - 0\n");
    }
}
