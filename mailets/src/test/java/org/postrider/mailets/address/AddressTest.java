package org.postrider.mailets.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.DsnRequest.Notify;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Quota;
import org.postrider.mailets.Outcomes;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// Matchers and mailets that look at the envelope alone.
class AddressTest {
    private final MemoryDirectory directory = new MemoryDirectory().user("bob@example.test", "");

    @Test
    void recipientsAreFoundByAddressDomainLocalPartOrExpression() throws Exception {
        Mail mail = mail();

        assertThat(taken(new RecipientIs(new RecipientIs.Config(List.of(MailAddress.parse("BOB@example.test")))), mail))
                .containsExactly("Bob@example.test");
        assertThat(taken(
                        new RecipientDomainIs(new RecipientDomainIs.Config(List.of(Domain.parse("example.net")))),
                        mail))
                .containsExactly("list-request@example.net");
        assertThat(taken(new UserIs(new UserIs.Config(List.of("BOB", "root"))), mail))
                .containsExactly("Bob@example.test");
        assertThat(taken(
                        new RecipientIsRegex(new RecipientIsRegex.Config(Pattern.compile(".*-REQUEST@example\\.net"))),
                        mail))
                .containsExactly("list-request@example.net");
        // The whole address, not a part of it.
        assertThat(taken(new RecipientIsRegex(new RecipientIsRegex.Config(Pattern.compile("request"))), mail))
                .isEmpty();
        assertThatThrownBy(() -> new RecipientIs.Config(List.of())).hasMessageContaining("say which");
    }

    @Test
    void theNumberOfRecipientsCounts() throws Exception {
        assertThat(new TooManyRecipients(new TooManyRecipients.Config(1)).matches(mail()))
                .isTrue();
        assertThat(new TooManyRecipients(new TooManyRecipients.Config(2)).matches(mail()))
                .isFalse();
        assertThat(new IsSingleRecipient().matches(mail())).isFalse();
        assertThat(new IsSingleRecipient().matches(from("a@example.net"))).isTrue();
    }

    @Test
    void aNullSenderIsNobodyAndNowhere() throws Exception {
        Mail report = TestMail.fromNobody().to("bob@example.test").build();

        assertThat(new SenderIsNull().matches(report)).isTrue();
        assertThat(new SenderIsNull().matches(mail())).isFalse();
        assertThat(new SenderIsRegex(new SenderIsRegex.Config(Pattern.compile(".*"))).matches(report))
                .isFalse();
        assertThat(new SenderDomainIs(new SenderDomainIs.Config(List.of(Domain.parse("example.test")))).matches(report))
                .isFalse();
        assertThat(new SenderIsLocal(directory).matches(report)).isFalse();
        assertThat(new SenderHostIsLocal(directory).matches(report)).isFalse();
    }

    @Test
    void aSenderIsLocalByAccountOrByDomain() throws Exception {
        assertThat(new SenderIsLocal(directory).matches(from("bob@example.test")))
                .isTrue();
        assertThat(new SenderIsLocal(directory).matches(from("eve@example.test")))
                .isFalse();
        assertThat(new SenderHostIsLocal(directory).matches(from("eve@example.test")))
                .isTrue();
        assertThat(new SenderHostIsLocal(directory).matches(from("eve@example.net")))
                .isFalse();
        assertThat(new SenderIsRegex(new SenderIsRegex.Config(Pattern.compile("eve@.*"))).matches(from("Eve@x.org")))
                .isTrue();
    }

    @Test
    void aSenderWhoseAliasesGoRoundIsInALoop() throws Exception {
        IsSenderInRRTLoop loop = new IsSenderInRRTLoop(address -> {
            if (address.localPart().equals("round")) {
                throw new RewriteLoopException("round and round");
            }
            return List.of();
        });
        assertThat(loop.matches(from("round@example.test"))).isTrue();
        assertThat(loop.matches(from("bob@example.test"))).isFalse();
    }

    @Test
    void whatTheSenderWantsToKnowIsPerRecipient() throws Exception {
        Mail mail = TestMail.from("a@example.net")
                .to(asked("success@example.test", Notify.SUCCESS))
                .to(asked("failure@example.test", Notify.FAILURE))
                .to(asked("delay@example.test", Notify.DELAY))
                .to(asked("never@example.test", Notify.NEVER))
                .to("nothing@example.test")
                .build();

        assertThat(taken(new DSNSuccessRequested(), mail)).containsExactly("success@example.test");
        assertThat(taken(new DSNFailureRequested(), mail))
                .containsExactly("failure@example.test", "nothing@example.test");
        assertThat(taken(new DSNDelayRequested(), mail)).containsExactly("delay@example.test", "nothing@example.test");
    }

    @Test
    void twoRecipientsThatDifferInCaseBecomeOne() {
        Mail mail = TestMail.from("a@example.net")
                .to("BOB@example.test", "bob@example.test", "Ann@example.test")
                .build();

        assertThat(Outcomes.recipients(Outcomes.continued(new RecipientToLowerCase().service(mail))))
                .containsExactly("bob@example.test", "ann@example.test");
    }

    @Test
    void fetchedMailGoesToThoseWhomTheHeaderNamesButOnce() {
        UseHeaderRecipients mailet = new UseHeaderRecipients(new UseHeaderRecipients.Config(List.of("To", "Cc"), 200));
        Mail fetched = TestMail.from("a@example.net")
                .to("catchall@example.test")
                .text(
                        "To: Bob <bob@example.test>, undisclosed:;\nCc: =?utf-8?q?J=C3=BCrgen?= <j@example.test>, bob@example.test\n\n")
                .build();

        Mail again = Outcomes.sent(mailet.service(fetched));

        assertThat(Outcomes.recipients(again)).containsExactly("bob@example.test", "j@example.test");
        assertThat(mailet.service(again)).isInstanceOf(Outcome.Bounce.class);
        assertThat(mailet.service(mail())).isInstanceOf(Outcome.Bounce.class);
    }

    @Test
    void postmasterOfEveryLocalDomainIsThePostmaster() {
        ServerInfo server = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("root@example.test"),
                "1",
                Path.of("home"));
        PostmasterAlias mailet = new PostmasterAlias(directory, server);
        Mail mail = TestMail.from("a@example.net")
                .to("PostMaster@example.test", "postmaster@example.net", "bob@example.test")
                .build();

        assertThat(Outcomes.recipients(Outcomes.continued(mailet.service(mail))))
                .containsExactly("root@example.test", "postmaster@example.net", "bob@example.test");
    }

    @Test
    void aRecipientIsOverQuotaWhoHasNoRoomForThisMail() throws Exception {
        MemoryDirectory small = new MemoryDirectory()
                .user("bob@example.test", "")
                .user("carol@example.test", "")
                .user("free@example.test", "")
                .quota("bob@example.test", new Quota(OptionalLong.of(10), OptionalLong.empty(), OptionalLong.empty()))
                .quota("carol@example.test", new Quota(OptionalLong.empty(), OptionalLong.of(1), OptionalLong.empty()));
        Mail mail = TestMail.from("a@example.net")
                .to("bob@example.test", "carol@example.test", "free@example.test", "nobody@example.test")
                .build();

        MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
        assertThat(taken(new UserIsOverQuota(small, new MemoryStore(clock)), mail))
                .containsExactly("bob@example.test");
    }

    private static Recipient asked(String address, Notify notify) {
        return new Recipient(MailAddress.parse(address), new DsnRequest(Set.of(notify), Optional.empty()));
    }

    private static Mail mail() {
        return TestMail.from("ann@example.net")
                .to("Bob@example.test", "list-request@example.net")
                .build();
    }

    private static Mail from(String sender) {
        return TestMail.from(sender).to("bob@example.test").build();
    }

    private static List<String> taken(Matcher matcher, Mail mail) throws Exception {
        return matcher.match(mail).stream().map(Recipient::toString).toList();
    }
}
