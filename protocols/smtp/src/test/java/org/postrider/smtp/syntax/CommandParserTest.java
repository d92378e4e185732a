package org.postrider.smtp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.ReversePath;

class CommandParserTest {
    @Test
    void verbsAreReadIgnoringCase() throws CommandRefusedException {
        assertThat(parse("quit\r\n")).isEqualTo(new Command.Quit());
        assertThat(parse("dAtA")).isEqualTo(new Command.Data());
        assertThat(parse("NOOP whatever")).isEqualTo(new Command.Noop());
        assertThat(parse("ehlo client.example"))
                .isEqualTo(new Command.Hello(Command.Hello.Verb.EHLO, "client.example"));
        assertThat(parse("RSET  ")).isEqualTo(new Command.Rset());
    }

    @Test
    void mailHasAReversePathAndParameters() throws CommandRefusedException {
        assertThat(parse("MAIL FROM:<bob@example.test> SIZE=1000 body=8bitmime SMTPUTF8 AUTH=<>"))
                .isEqualTo(new Command.Mail(
                        ReversePath.of(MailAddress.parse("bob@example.test")),
                        MailParameters.DEFAULT.withBody(BodyType.EIGHT_BIT_MIME).withSmtpUtf8(true),
                        MailTerms.NONE.withSize(1000)));
        assertThat(parse("MAIL FROM:<>"))
                .isEqualTo(new Command.Mail(ReversePath.NULL, MailParameters.DEFAULT, MailTerms.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RCPT TO:<bob@example.test>             | bob@example.test",
                "rcpt to: <bob@example.test>            | bob@example.test",
                "RCPT TO:<@one.test,@two.test:bob@x.test> | bob@x.test",
                "RCPT TO:<\"a b\"@example.test>         | \"a b\"@example.test",
                "RCPT TO:<\"a>b\"@example.test>         | \"a>b\"@example.test",
                "RCPT TO:<\"a\\\"b\"@example.test>      | \"a\\\"b\"@example.test",
                "RCPT TO:<\"a@b\"@example.test>         | \"a@b\"@example.test",
                "RCPT TO:<a%b.test@example.test>        | a%b.test@example.test",
                "RCPT TO:<bob@[192.0.2.1]>              | bob@[192.0.2.1]",
                "RCPT TO:<bob@[IPv6:2001:db8::1]>       | bob@[IPv6:2001:db8::1]",
            })
    void rcptHasAForwardPath(String line, String address) throws CommandRefusedException {
        assertThat(parse(line))
                .isEqualTo(new Command.Rcpt(Optional.of(MailAddress.parse(address)), false, DsnRequest.DEFAULT));
    }

    @Test
    void whatCountsFromNowIsKeptAsItWasSaid() throws CommandRefusedException {
        assertThat(parse("MAIL FROM:<> BY=-60;nT HOLDFOR=3600 MT-PRIORITY=-4 SOLICIT=net.example:ADV,org.example:X"))
                .isEqualTo(new Command.Mail(
                        ReversePath.NULL,
                        MailParameters.DEFAULT.withPriority(-4),
                        MailTerms.NONE
                                .withBy(new MailTerms.By(Duration.ofMinutes(-1), DeliverBy.Mode.NOTIFY, true))
                                .withHoldFor(Duration.ofHours(1))
                                .withSolicitations(List.of("net.example:ADV", "org.example:X"))));
        assertThat(parse("MAIL FROM:<> HOLDUNTIL=2030-01-31T08:00:00+01:00"))
                .isEqualTo(new Command.Mail(
                        ReversePath.NULL,
                        MailParameters.DEFAULT,
                        MailTerms.NONE.withHoldUntil(Instant.parse("2030-01-31T07:00:00Z"))));
    }

    @Test
    void piecesHaveASizeAndOneIsTheLast() throws CommandRefusedException {
        assertThat(parse("bdat 86 last")).isEqualTo(new Command.Bdat(86, true));
        assertThat(parse("BDAT 0")).isEqualTo(new Command.Bdat(0, false));
        assertThat(parse("ETRN @example.test")).isEqualTo(new Command.Etrn(Domain.parse("example.test"), true));
    }

    @Test
    void postmasterNeedsNoDomain() throws CommandRefusedException {
        assertThat(parse("RCPT TO:<Postmaster>"))
                .isEqualTo(new Command.Rcpt(Optional.empty(), false, DsnRequest.DEFAULT));
    }

    @Test
    void anInternationalisedAddressIsMarked() throws CommandRefusedException {
        assertThat(parse("RCPT TO:<bj\u00f6rn@example.test>"))
                .isEqualTo(new Command.Rcpt(
                        Optional.of(MailAddress.parse("bj\u00f6rn@example.test")), true, DsnRequest.DEFAULT));
        // RFC 6533 §3
        assertThat(parse("RCPT TO:<bob@example.test> ORCPT=utf-8;bj\u00f6rn@example.test"))
                .isEqualTo(new Command.Rcpt(
                        Optional.of(MailAddress.parse("bob@example.test")),
                        true,
                        new DsnRequest(Set.of(), Optional.of("utf-8;bj\u00f6rn@example.test"))));
        assertThat(refusal("MAIL FROM:<bj\u00f6rn@example.test>")).startsWith("553 5.6.7");
    }

    @Test
    void authKeepsItsResponseOutOfItsText() throws CommandRefusedException {
        assertThat(parse("AUTH plain AGJvYgBzZWNyZXQ="))
                .isEqualTo(new Command.Auth("PLAIN", Optional.of("AGJvYgBzZWNyZXQ=")))
                .hasToString("Auth[PLAIN]");
        assertThat(parse("AUTH LOGIN")).isEqualTo(new Command.Auth("LOGIN", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST /", "CONNECT x:25 HTTP/1.1", "PRI * HTTP/2.0"})
    void aBrowserIsRecognised(String line) throws CommandRefusedException {
        assertThat(parse(line)).isEqualTo(new Command.Http());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                     | 500 5.5.1",
                "BLURB                                  | 500 5.5.1",
                "DATA now                               | 501 5.5.4",
                "EHLO                                   | 501 5.5.4",
                "EHLO two words                         | 501 5.5.4",
                "MAIL                                   | 501 5.5.4",
                "MAIL bob@example.test                  | 501 5.5.4",
                "MAIL FROM bob@example.test             | 501 5.5.4",
                "MAIL FROM:bob@example.test             | 501 5.1.7",
                "MAIL FROM:<bob@example.test            | 501 5.1.7",
                "MAIL FROM:<bob>                        | 501 5.1.7",
                "MAIL FROM:<bob@example.test>SIZE=1     | 501 5.5.4",
                "MAIL FROM:<bob@example.test> SIZE=x    | 501 5.5.4",
                "MAIL FROM:<bob@example.test> SIZE      | 501 5.5.4",
                "MAIL FROM:<bob@example.test> SIZE=1 SIZE=2 | 501 5.5.4",
                "MAIL FROM:<bob@example.test> SIZE=9999999999999999999 | 501 5.5.4",
                "MAIL FROM:<bob@example.test> BODY=9BIT | 501 5.5.4",
                "MAIL FROM:<bob@example.test> SMTPUTF8=1 | 501 5.5.4",
                "MAIL FROM:<bob@example.test> AUTH=a+4  | 501 5.5.4",
                "MAIL FROM:<bob@example.test> FUTURE=1  | 555 5.5.4",
                "RCPT TO:<>                             | 501 5.1.3",
                "RCPT TO:<bob@>                         | 501 5.1.3",
                "RCPT TO:<@example.test>                | 501 5.1.3",
                "RCPT TO:<@one.test,@two.test>          | 501 5.1.3",
                "RCPT TO:<a@b@example.test>             | 501 5.1.3",
                "RCPT TO:<bob@exa mple.test>            | 501 5.1.3",
                "RCPT TO:<.bob@example.test>            | 501 5.1.3",
                "MAIL FROM:<bob@example.test> HOLDFOR=soon | 501 5.5.4",
                "MAIL FROM:<bob@example.test> HOLDUNTIL=tomorrow | 501 5.5.4",
                "MAIL FROM:<bob@example.test> HOLDFOR=1 HOLDUNTIL=2030-01-31T08:00:00Z | 501 5.5.4",
                "MAIL FROM:<bob@example.test> BY=0;R    | 501 5.5.4",
                "MAIL FROM:<bob@example.test> BY=60     | 501 5.5.4",
                "MAIL FROM:<bob@example.test> BY=60;X   | 501 5.5.4",
                "MAIL FROM:<bob@example.test> MT-PRIORITY=10 | 501 5.5.4",
                "MAIL FROM:<bob@example.test> MT-PRIORITY=+1 | 501 5.5.4",
                "MAIL FROM:<bob@example.test> SOLICIT   | 501 5.5.4",
                "RCPT TO:<bob@example.test> NOTIFY=NEVER,DELAY | 501 5.5.4",
                "RCPT TO:<bob@example.test> ORCPT=bob@example.test | 501 5.5.4",
                "RCPT TO:<bob@example.test> WISH=1      | 555 5.5.4",
                "BDAT                                   | 501 5.5.4",
                "BDAT -1                                | 501 5.5.4",
                "BDAT 1 FIRST                           | 501 5.5.4",
                "BDAT 1 LAST LAST                       | 501 5.5.4",
                "BDAT 9999999999999999999               | 501 5.5.4",
                "ETRN                                   | 501 5.5.4",
                "ETRN #queue                            | 458 5.5.4",
                "XCLIENT                                | 501 5.5.4",
                "XCLIENT ADDR                           | 501 5.5.4",
                "AUTH                                   | 501 5.5.4",
                "AUTH PLAIN a b                         | 501 5.5.4",
            })
    void whatIsWrongIsRefusedWithItsReply(String line, String reply) {
        assertThat(refusal(line)).startsWith(reply);
    }

    @Test
    void controlCharactersAndOtherCharsetsAreRefused() {
        assertThat(refusal("NOOP \0")).startsWith("500 5.5.2");
        assertThat(refusal("MAIL FROM:<bob\r@example.test>")).startsWith("500 5.5.2");
        CommandRefusedException latin1 = catchThrowableOfType(
                CommandRefusedException.class,
                () -> CommandParser.parse("RCPT TO:<bj\u00f6rn@x.test>".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(latin1.reply().code()).isEqualTo(500);
    }

    @Test
    void aPathHasAnEnd() {
        assertThat(refusal("RCPT TO:<" + "x".repeat(2000) + "@example.test>")).startsWith("501 5.1.3");
    }

    @Test
    void anyOctetsGiveACommandOrARefusal() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] seeds = {
            "MAIL FROM:<@a,@b:\"x\\\"\"@[1.2.3.4]> SIZE=1 BODY=7BIT AUTH=+41", "RCPT TO:<a@b>", "AUTH PLAIN =", "EHLO a"
        };
        for (int round = 0; round < 50_000; round++) {
            byte[] line = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.US_ASCII);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                line[random.nextInt(line.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "<>@:,\"\\ =+.[]%".charAt(random.nextInt("<>@:,\"\\ =+.[]%".length()));
            }
            try {
                assertThat(CommandParser.parse(line)).isNotNull();
            } catch (CommandRefusedException e) {
                assertThat(e.reply().permanentFailure()).as("seed " + seed).isTrue();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(line, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    private static Command parse(String line) throws CommandRefusedException {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String line) {
        return catchThrowableOfType(CommandRefusedException.class, () -> parse(line))
                .reply()
                .toString();
    }
}
