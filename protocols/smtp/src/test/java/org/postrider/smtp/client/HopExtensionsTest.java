package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.DsnRequest.Notify;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.MailParameters.Ret;
import org.postrider.api.mail.Recipient;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.transport.Transport;
import org.postrider.api.transport.Transport.Report;
import org.postrider.testkit.TestMail;

/// What of the extensions reaches a host that offers them, and one that does not.
class HopExtensionsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final String QUIT = """
            C: QUIT
            S: 221 bye
            """;
    private static final Recipient ALICE = new Recipient(
            MailAddress.parse("alice@there.test"),
            new DsnRequest(Set.of(Notify.DELAY, Notify.SUCCESS), Optional.of("rfc822;a+2Bb@there.test")));

    // RFC 3461 §5.2.1
    @Test
    void whatTheSenderWantsToBeToldGoesToAHostThatTells() throws Exception {
        ScriptedHost host = new ScriptedHost(hello("DSN") + """
                C: MAIL FROM:<bob@example.test> RET=HDRS ENVID=Q+2B1
                S: 250 ok
                C: RCPT TO:<alice@there.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@there.test
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """ + QUIT);
        Report.Answered answered = answered(host, dsn());
        assertThat(answered.tellsSender()).isTrue();
        host.verify();
    }

    // RFC 3461 §5.2.2
    @Test
    void whatTheSenderWantsToBeToldStaysHereWhereTheHostDoesNotTell() throws Exception {
        ScriptedHost host = new ScriptedHost(hello("8BITMIME") + plain("") + QUIT);
        assertThat(answered(host, dsn()).tellsSender()).isFalse();
        host.verify();
    }

    // RFC 3030 §2, §3
    @Test
    void aBinaryMessageGoesAsOnePieceOctetForOctet() throws Exception {
        ScriptedHost host = new ScriptedHost(hello("BINARYMIME\nCHUNKING\nPIPELINING") + """
                C: MAIL FROM:<bob@example.test> BODY=BINARYMIME
                C: RCPT TO:<alice@there.test>
                S: 250 ok
                S: 250 ok
                C: BDAT 64 LAST
                C: MIME-Version: 1.0
                C: Content-Transfer-Encoding: binary
                C:\s
                C: .
                C: a\0b
                S: 250 ok
                """ + QUIT);
        answered(host, binary("\r\n.\r\na\0b\r\n"));
        host.verify();
    }

    @Test
    void aBinaryMessageIsEncodedForAHostOfLines() throws Exception {
        ScriptedHost host = new ScriptedHost(hello("8BITMIME") + plain(" BODY=8BITMIME") + QUIT);
        answered(host, binary("\r\na\0b"));
        host.verify();
        assertThat(host.messages.getFirst())
                .contains("Content-Transfer-Encoding: ")
                .doesNotContain("\0");
    }

    // RFC 6152 §3
    @Test
    void anEightBitMessageIsEncodedForAHostOfSevenBits() throws Exception {
        ScriptedHost host = new ScriptedHost(hello("ENHANCEDSTATUSCODES") + plain("") + QUIT);
        answered(host, eightBit("Subject: x\n\ngr\u00fc\u00dfe and a lot more of it\n"));
        host.verify();
        assertThat(host.messages.getFirst()).contains("quoted-printable").contains("gr=C3=BC=C3=9Fe");
    }

    // RFC 6152 §3, RFC 1847 §2.1
    @Test
    void aSignedEightBitMessageDoesNotGoToAHostOfSevenBits() throws Exception {
        ScriptedHost host = new ScriptedHost(hello("ENHANCEDSTATUSCODES") + QUIT);
        Report.Answered answered = answered(
                host, eightBit("Content-Type: multipart/signed; boundary=b\n\n--b\n\ngr\u00fc\u00dfe\n--b--\n"));
        assertThat(answered.replies().values()).allMatch(reply -> reply.status().equals("5.6.3"));
        host.verify();
    }

    // RFC 5321 §4.5.3.1.6
    @Test
    void linesThatAreTooLongAreEncodedAndThoseOfASignedMessageAreNot() throws Exception {
        String line = "word ".repeat(200) + "end\n";
        for (String signature : new String[] {"", "DKIM-Signature: v=1\n"}) {
            ScriptedHost host = new ScriptedHost(hello("8BITMIME") + plain("") + QUIT);
            answered(
                    host,
                    TestMail.from("bob@example.test")
                            .to("alice@there.test")
                            .text("Subject: x\n" + signature + "\n" + line)
                            .build());
            host.verify();
            if (signature.isEmpty()) {
                assertThat(host.messages.getFirst()).contains("quoted-printable");
                assertThat(host.messages.getFirst().lines()).allMatch(each -> each.length() <= 998);
            } else {
                assertThat(host.messages.getFirst()).contains(line.strip()).doesNotContain("quoted-printable");
            }
        }
    }

    @Test
    void aLineThatIsAsLongAsItMayBeGoesAsItIs() throws Exception {
        String line = "x".repeat(998);
        ScriptedHost host = new ScriptedHost(hello("8BITMIME") + plain("") + QUIT);
        answered(
                host,
                TestMail.from("bob@example.test")
                        .to("alice@there.test")
                        .text("Subject: x\n\n" + line + "\n")
                        .build());
        host.verify();
        assertThat(host.messages.getFirst()).contains(line).doesNotContain("quoted-printable");
    }

    // RFC 8689 §4.2.1
    @Test
    void mailThatRequiresTlsGoesOnlyWhereItIsPromised() throws Exception {
        MailParameters required = MailParameters.DEFAULT.withRequireTls(true);
        ScriptedHost keeps = new ScriptedHost(secured("REQUIRETLS") + plain(" REQUIRETLS") + QUIT);
        answered(keeps, mail(required));
        keeps.verify();
        assertThat(keeps.destinations.getFirst().tls()).isEqualTo(TlsLevel.VERIFIED);
        ScriptedHost without = new ScriptedHost(secured("8BITMIME") + QUIT);
        assertThat(answered(without, mail(required)).replies().values())
                .allMatch(reply -> reply.status().equals("5.7.30"));
        without.verify();
        ScriptedHost clear = new ScriptedHost(hello("8BITMIME") + QUIT);
        Report report = deliver(clear, mail(required));
        assertThat(((Report.Unreachable) report).reason().status()).isEqualTo("5.7.30");
        clear.verify();
    }

    // RFC 6710 §4.2, RFC 2852 §4
    @Test
    void priorityAndTimeGoAlong() throws Exception {
        MailParameters parameters = MailParameters.DEFAULT
                .withPriority(-3)
                .withDeliverBy(Optional.of(new DeliverBy(NOW.plusSeconds(90), DeliverBy.Mode.RETURN, true)));
        ScriptedHost host =
                new ScriptedHost(hello("MT-PRIORITY\nDELIVERBY 60") + plain(" MT-PRIORITY=-3 BY=90;RT") + QUIT);
        answered(host, mail(parameters));
        host.verify();
    }

    // RFC 2852 §4.1.4.1
    @Test
    void whatMustComeBackInTimeDoesNotGoWhereNobodyCares() throws Exception {
        MailParameters parameters = MailParameters.DEFAULT.withDeliverBy(
                Optional.of(new DeliverBy(NOW.plusSeconds(90), DeliverBy.Mode.RETURN, false)));
        ScriptedHost careless = new ScriptedHost(hello("8BITMIME") + QUIT);
        assertThat(answered(careless, mail(parameters)).replies().values())
                .allMatch(reply -> reply.status().equals("5.3.3"));
        careless.verify();
        ScriptedHost slow = new ScriptedHost(hello("DELIVERBY 120") + QUIT);
        assertThat(answered(slow, mail(parameters)).replies().values())
                .allMatch(reply -> reply.status().equals("5.4.7"));
        slow.verify();
    }

    // RFC 9422 §4
    @Test
    void aHostThatTakesFewRecipientsGetsSeveralTransactions() throws Exception {
        String one = plain("").replace("alice", "%s");
        ScriptedHost host =
                new ScriptedHost(hello("LIMITS MAILMAX=2 RCPTMAX=1") + one.formatted("a") + one.formatted("b") + QUIT);
        Mail mail = TestMail.from("bob@example.test")
                .to("a@there.test", "b@there.test", "c@there.test")
                .text("Subject: x\n\n.\n")
                .build();
        assertThat(answered(host, mail).replies())
                .containsEntry(recipient("a"), org.postrider.api.mail.Reply.of(250, "", "ok"))
                .containsEntry(recipient("b"), org.postrider.api.mail.Reply.of(250, "", "ok"))
                .hasEntrySatisfying(
                        recipient("c"),
                        reply -> assertThat(reply.transientFailure()).isTrue());
        host.verify();
    }

    // RFC 6531 §3.4
    @Test
    void anAliasThatLedToAnInternationalisedAddressNeedsSmtputf8() throws Exception {
        Mail mail = TestMail.from("bob@example.test")
                .to("alice@there.test", "j\u00fcrgen@there.test")
                .text("Subject: x\n\n.\n")
                .build();
        ScriptedHost without = new ScriptedHost(hello("8BITMIME") + plain("") + QUIT);
        assertThat(answered(without, mail).replies())
                .containsEntry(recipient("alice"), org.postrider.api.mail.Reply.of(250, "", "ok"))
                .hasEntrySatisfying(
                        recipient("j\u00fcrgen"),
                        reply -> assertThat(reply.status()).isEqualTo("5.6.7"));
        without.verify();
        ScriptedHost with = new ScriptedHost(hello("SMTPUTF8")
                + plain(" SMTPUTF8").replace("C: DATA", "C: RCPT TO:<j\u00fcrgen@there.test>\nS: 250 ok\nC: DATA")
                + QUIT);
        answered(with, mail);
        with.verify();
    }

    // RFC 6533 §3
    @Test
    void anOriginalRecipientInUtf8IsWrittenInAsciiForAHostThatTakesNoOther() throws Exception {
        for (boolean utf8 : new boolean[] {false, true}) {
            String given = "utf-8;\u00fc+\\x{5C}\ud83d\ude00@there.test";
            String written = utf8 ? given : "utf-8;\\x{FC}\\x{2B}\\x{5C}\\x{1F600}@there.test";
            Mail mail = TestMail.from("bob@example.test")
                    .to(new Recipient(
                            MailAddress.parse("alice@there.test"), new DsnRequest(Set.of(), Optional.of(given))))
                    .text("Subject: x\n\n.\n")
                    .build();
            ScriptedHost host = new ScriptedHost(hello(utf8 ? "DSN\nSMTPUTF8" : "DSN")
                    + plain(utf8 ? " SMTPUTF8" : "").replace("alice@there.test>", "alice@there.test> ORCPT=" + written)
                    + QUIT);
            answered(host, mail);
            host.verify();
        }
    }

    private static Recipient recipient(String localPart) {
        return Recipient.of(MailAddress.parse(localPart + "@there.test"));
    }

    private static String hello(String offered) {
        return "S: 220 there.test\nC: EHLO mx.example.test\nS: 250-there.test\n" + ehlo(offered);
    }

    private static String secured(String offered) {
        return hello("STARTTLS") + "C: STARTTLS\nS: 220 go\nTLS\nC: EHLO mx.example.test\nS: 250-there.test\n"
                + ehlo(offered);
    }

    private static String ehlo(String offered) {
        return "S: 250-" + offered.replace("\n", "\nS: 250-") + "\nS: 250 HELP\n";
    }

    private static String plain(String parameters) {
        return "C: MAIL FROM:<bob@example.test>" + parameters + """

                S: 250 ok
                C: RCPT TO:<alice@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """;
    }

    private static Mail dsn() {
        return TestMail.from("bob@example.test")
                .to(ALICE)
                .text("Subject: x\n\n.\n")
                .parameters(MailParameters.DEFAULT.withRet(Ret.HDRS).withEnvelopeId("Q+2B1"))
                .build();
    }

    private static Mail binary(String body) {
        return TestMail.from("bob@example.test")
                .to("alice@there.test")
                .text("MIME-Version: 1.0\nContent-Transfer-Encoding: binary\n" + body.replace("\r\n", "\n"))
                .parameters(MailParameters.DEFAULT.withBody(BodyType.BINARY_MIME))
                .build();
    }

    private static Mail eightBit(String text) {
        return TestMail.from("bob@example.test")
                .to("alice@there.test")
                .text(text)
                .parameters(MailParameters.DEFAULT.withBody(BodyType.EIGHT_BIT_MIME))
                .build();
    }

    private static Mail mail(MailParameters parameters) {
        return TestMail.from("bob@example.test")
                .to("alice@there.test")
                .text("Subject: x\n\n.\n")
                .parameters(parameters)
                .build();
    }

    private static Report.Answered answered(ScriptedHost host, Mail mail) {
        return (Report.Answered) deliver(host, mail);
    }

    private static Report deliver(ScriptedHost host, Mail mail) {
        ServerInfo info = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1",
                Path.of("."));
        SmtpTransport transport = new SmtpTransport(host, info, InstantSource.fixed(NOW));
        Report report = transport.deliver(
                new Transport.Target(
                        "there.test",
                        InetSocketAddress.createUnresolved("there.test", 25),
                        TlsLevel.OPPORTUNISTIC,
                        Optional.empty()),
                mail);
        transport.stop();
        return report;
    }
}
