package org.postrider.mailets.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.Ret;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.Outcomes;
import org.postrider.mailets.text.Enclose;
import org.postrider.mime.MimeEntity;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// Mails that mailets make of others.
class SendTest {
    private static final ServerInfo SERVER = new ServerInfo(
            Domain.parse("mx.example.test"),
            Domain.parse("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "1",
            Path.of("home"));
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");

    @Test
    void aCopyGoesBesideTheMailUnderAnIdOfItsOwnAndMakesNoCopyAgain() {
        Bcc mailet = new Bcc(new Bcc.Config(addresses("archive@example.test")));

        Outcome outcome = mailet.service(mail());

        Mail copy = Outcomes.sent(outcome);
        assertThat(Outcomes.continued(outcome)).isEqualTo(mail());
        assertThat(Outcomes.recipients(copy)).containsExactly("archive@example.test");
        assertThat(copy.id()).isNotEqualTo(mail().id());
        assertThat(copy.reversePath()).isEqualTo(mail().reversePath());
        assertThat(Outcomes.text(copy)).isEqualTo(Outcomes.text(mail()));
        assertThat(mailet.service(copy)).isEqualTo(new Outcome.Continue(copy));
        // Told again after a crash, it is the same copy.
        assertThat(Outcomes.sent(mailet.service(mail())).id()).isEqualTo(copy.id());
    }

    @Test
    void twoThatSendToEachOtherEnd() {
        Forward first = new Forward(new Forward.Config(addresses("a@example.test"), false));
        Forward second = new Forward(new Forward.Config(addresses("b@example.test"), false));

        Mail there = Outcomes.sent(first.service(mail()));
        Mail back = Outcomes.sent(second.service(there));

        assertThat(first.service(back)).isInstanceOf(Outcome.Continue.class);
        assertThat(second.service(back)).isInstanceOf(Outcome.Continue.class);
        assertThat(back.id().value()).hasSizeLessThan(100);
    }

    @Test
    void aForwardedMailEndsForItsRecipientsUnlessItPassesThrough() {
        assertThat(Outcomes.parts(new Forward(new Forward.Config(addresses("a@example.net"), false)).service(mail())))
                .hasExactlyElementsOfTypes(Outcome.Expanded.class, Outcome.ToProcessor.class);
        assertThat(Outcomes.parts(new Forward(new Forward.Config(addresses("a@example.net"), true)).service(mail())))
                .hasExactlyElementsOfTypes(Outcome.Continue.class, Outcome.ToProcessor.class);
    }

    @Test
    void aNoticeHasANullReversePathAndSaysThatAMachineWroteIt() throws Exception {
        NotifySender mailet = new NotifySender(
                new Notice.Config("It is late, löng.", List.of("sender"), "Re:", Enclose.HEADS, true, true),
                SERVER,
                clock);
        Mail failed = mail().withAttribute("postrider.error", "java.io.IOException: disk\r\nfull");

        Mail notice = Outcomes.sent(mailet.service(failed));

        assertThat(notice.reversePath().isNull()).isTrue();
        assertThat(Outcomes.recipients(notice)).containsExactly("ann@example.net");
        assertThat(notice.message().headers().first("Auto-Submitted")).contains("auto-generated");
        assertThat(notice.message().headers().first("Subject")).contains("Re: lunch");
        assertThat(notice.message().headers().first("In-Reply-To")).contains("<1@example.net>");
        assertThat(notice.message().headers().first("Date")).contains("Sat, 1 Mar 2025 12:00:00 +0000");
        MimeEntity whole = MimeEntity.parse(notice.message().content());
        Content content = notice.message().content();
        assertThat(whole.children())
                .extracting(part -> part.type().toString())
                .containsExactly("text/plain", "text/rfc822-headers");
        assertThat(whole.children().getFirst().text(content, 10_000))
                .startsWith("It is late, löng.\r\n")
                .contains("Error:      java.io.IOException: disk full");
        assertThat(whole.children().get(1).text(content, 10_000))
                .contains("Subject: lunch")
                .doesNotContain("Shall we");
        // Nobody is told of a notice, nor of a report.
        assertThat(mailet.service(notice)).isInstanceOf(Outcome.Continue.class);
        assertThat(mailet.service(TestMail.fromNobody().to("b@example.test").build()))
                .isInstanceOf(Outcome.Continue.class);
    }

    @Test
    void thePostmasterIsNotifiedInTheSameWay() {
        NotifyPostmaster mailet = new NotifyPostmaster(
                new Notice.Config("Look.", List.of("postmaster"), "Re:", Enclose.MESSAGE, true, false), SERVER, clock);

        Outcome outcome = mailet.service(mail());

        assertThat(Outcomes.recipients(Outcomes.sent(outcome))).containsExactly("postmaster@example.test");
        assertThat(Outcomes.text(Outcomes.sent(outcome))).contains("Shall we?");
        assertThat(Outcomes.parts(outcome)).hasAtLeastOneElementOfType(Outcome.Expanded.class);
    }

    @Test
    void aJournalHasTheEnvelopeAndTheMessageOctetForOctet() throws Exception {
        Mail copy = Outcomes.sent(
                new Journal(new Journal.Config(addresses("archive@example.test")), SERVER, clock).service(mail()));

        MimeEntity whole = MimeEntity.parse(copy.message().content());
        assertThat(whole.children().getFirst().text(copy.message().content(), 10_000))
                .contains("Sender: <ann@example.net>\r\nRecipient: bob@example.test\r\n");
        assertThat(whole.children().get(1).body(copy.message().content()).readAll(10_000))
                .isEqualTo(mail().message().content().readAll(10_000));
        assertThat(copy.reversePath().isNull()).isTrue();
    }

    @Test
    void aRedirectedMailIsChangedAsAsked() {
        Redirect mailet = new Redirect(
                new Rewriting(
                        List.of("carol@example.test", "postmaster"),
                        Optional.empty(),
                        Optional.of(MailAddress.parse("info@example.test")),
                        Optional.of("postmaster"),
                        Optional.empty(),
                        Optional.empty(),
                        "[info]",
                        Optional.empty(),
                        Enclose.MESSAGE,
                        false),
                SERVER,
                clock);

        Mail sent = Outcomes.sent(mailet.service(mail()));

        assertThat(Outcomes.recipients(sent)).containsExactly("carol@example.test", "postmaster@example.test");
        assertThat(sent.reversePath()).hasToString("<postmaster@example.test>");
        assertThat(Outcomes.text(sent))
                .isEqualTo(Outcomes.text(mail())
                        .replace("lunch", "[info] lunch")
                        .replace("\n\n", "\nReply-To: info@example.test\n\n"));
        // What nobody may answer stays so.
        assertThat(Outcomes.sent(mailet.service(
                                TestMail.fromNobody().to("bob@example.test").build()))
                        .reversePath()
                        .isNull())
                .isTrue();
    }

    @Test
    void aResentMailStaysOctetForOctetOrGoesInsideAnother() throws Exception {
        Rewriting plain = new Rewriting(
                List.of("carol@example.test"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("sender"),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Enclose.MESSAGE,
                false);
        Mail sent = Outcomes.sent(new Resend(plain, SERVER, clock).service(mail()));
        assertThat(Outcomes.text(sent)).isEqualTo(Outcomes.text(mail()));
        assertThat(sent.reversePath()).isEqualTo(mail().reversePath());

        Rewriting inside = new Rewriting(
                List.of("carol@example.test"),
                Optional.of("Carol <carol@example.test>"),
                Optional.empty(),
                Optional.of("null"),
                Optional.empty(),
                Optional.of("See below"),
                "",
                Optional.of("Look at this."),
                Enclose.MESSAGE,
                false);
        Mail enclosing = Outcomes.sent(new Resend(inside, SERVER, clock).service(mail()));
        assertThat(enclosing.message().headers().first("Subject")).contains("See below");
        assertThat(enclosing.message().headers().first("To")).contains("Carol <carol@example.test>");
        MimeEntity whole = MimeEntity.parse(enclosing.message().content());
        assertThat(whole.children().get(1).body(enclosing.message().content()).readAll(10_000))
                .isEqualTo(mail().message().content().readAll(10_000));
    }

    @Test
    void whomItIsMeantForIsCheckedWhenItIsRead() {
        assertThatThrownBy(() -> To.checked(List.of("nobody"), true)).hasMessageContaining("none of from, postmaster");
        assertThatThrownBy(() -> To.checked(List.of(), true)).hasMessageContaining("say to whom");
        assertThat(To.of(List.of("from", "replyTo", "to", "recipients", "sender"), mail(), SERVER))
                .map(MailAddress::toString)
                .containsExactly("ann@example.net", "bob@example.test");
    }

    @Test
    void aBounceHasAReasonOfItsOwnOrThatOfTheOtherHost() {
        DSNBounce mailet =
                new DSNBounce(new DSNBounce.Config("refused by [machine]", "5.7.1", Optional.empty(), false), SERVER);

        assertThat(mailet.service(mail()))
                .isEqualTo(new Outcome.Bounce(mail(), Reply.of(554, "5.7.1", "refused by mx.example.test")));
        Mail refused = mail().withAttribute("postrider.failure", "550 5.1.1 no such user");
        assertThat(mailet.service(refused))
                .isEqualTo(new Outcome.Bounce(refused, Reply.of(550, "5.1.1", "no such user")));
    }

    @Test
    void whatComesBackIsChosenUnlessTheSenderDid() {
        DSNBounce mailet =
                new DSNBounce(new DSNBounce.Config("no", "5.0.0", Optional.of(Enclose.MESSAGE), false), SERVER);
        Mail asked = mail().withEnvelope(new Envelope(
                mail().reversePath(), mail().recipients(), MailParameters.DEFAULT.withRet(Ret.HDRS)));

        assertThat(((Outcome.Bounce) mailet.service(mail()))
                        .mail()
                        .envelope()
                        .parameters()
                        .ret())
                .contains(Ret.FULL);
        assertThat(((Outcome.Bounce) mailet.service(asked)).mail()).isEqualTo(asked);
        assertThat(Enclose.NONE.inReports(mail()).envelope().parameters().ret()).contains(Ret.HDRS);
        assertThatThrownBy(() -> new DSNBounce.Config("no", "5.0.0", Optional.empty(), true))
                .hasMessageContaining("write NotifySender");
    }

    @Test
    void aNoticeSaysWhyTheMailWentToItsProcessor() throws Exception {
        NotifyPostmaster mailet = new NotifyPostmaster(
                new Notice.Config("Look.", List.of(), "Re:", Enclose.NONE, false, true), SERVER, clock);

        Mail notice = Outcomes.sent(mailet.service(mail().withAttribute("postrider.notice", "no relay\r\nhere")));

        assertThat(Outcomes.recipients(notice)).containsExactly("postmaster@example.test");
        assertThat(Outcomes.text(notice)).contains("Notice:     no relay here");
    }

    private static List<MailAddress> addresses(String address) {
        return List.of(MailAddress.parse(address));
    }

    private static final Mail MAIL = TestMail.from("ann@example.net")
            .to("bob@example.test")
            .text(
                    "From: Ann <ann@example.net>\nTo: bob@example.test\nSubject: lunch\nMessage-ID: <1@example.net>\n\nShall we?\n")
            .build();

    private static Mail mail() {
        return MAIL;
    }
}
