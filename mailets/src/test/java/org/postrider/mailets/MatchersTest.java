package org.postrider.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Matcher;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.TestMail;

/// For whom each matcher takes a mail.
class MatchersTest {
    private final MemoryDirectory directory =
            new MemoryDirectory().user("bob@example.test", "").disabled("old@example.test");

    @Test
    void allIsEverybody() throws Exception {
        assertThat(taken(new All(), some())).isEqualTo(recipients(some()));
    }

    @Test
    void hostIsLocalLooksAtTheDomainAlone() throws Exception {
        assertThat(taken(new HostIsLocal(directory), some()))
                .containsExactly("bob@example.test", "old@example.test", "nobody@example.test");
    }

    @Test
    void recipientIsLocalIsWhoHasAnAccountThatIsSwitchedOn() throws Exception {
        assertThat(taken(new RecipientIsLocal(directory), some())).containsExactly("bob@example.test");
    }

    @Test
    void isAuthenticatedIsWhoLoggedIn() {
        assertThat(new IsAuthenticated().matches(some())).isFalse();
        assertThat(new IsAuthenticated()
                        .matches(mail().authenticatedAs("bob@example.test").build()))
                .isTrue();
    }

    @Test
    void whoeverLoggedInIsTrustedOrIsTheServerItselfMayRelay() throws Exception {
        RelayAllowed relay = new RelayAllowed(directory);
        List<String> everybody = taken(new All(), mail().build());

        assertThat(taken(relay, some())).isEmpty();
        assertThat(taken(relay, mail().authenticatedAs("bob@example.test").build()))
                .isEqualTo(everybody);
        assertThat(taken(relay, mail().origin(Origin.local(Instant.EPOCH)).build()))
                .isEqualTo(everybody);
        assertThat(taken(relay, mail().origin(from("ESMTP", "local", true)).build()))
                .isEqualTo(everybody);
        assertThat(taken(relay, mail().attribute("postrider.rewritten", "true").build()))
                .isEqualTo(everybody);
        // Nobody becomes the server by saying so in EHLO.
        assertThat(taken(relay, mail().origin(from("ESMTP", "local", false)).build()))
                .isEmpty();
    }

    @Test
    void anybodyMayRelayToTheDomainsForWhichTheServerDoes() throws Exception {
        RelayAllowed relay = new RelayAllowed(directory.relayed("inner.test"));

        assertThat(taken(
                        relay,
                        TestMail.from("ann@example.net")
                                .to("a@inner.test", "b@elsewhere.test", "c@sub.inner.test")
                                .build()))
                .containsExactly("a@inner.test");
    }

    @Test
    void aReportWhoseSenderIsNullMatchesNoSender() {
        SenderIs sender = new SenderIs(new SenderIs.Config(
                List.of(MailAddress.parse("Robot@example.net"), MailAddress.parse("other@example.net"))));

        assertThat(sender.matches(TestMail.from("robot@EXAMPLE.net")
                        .to("bob@example.test")
                        .build()))
                .isTrue();
        assertThat(sender.matches(
                        TestMail.from("ann@example.net").to("bob@example.test").build()))
                .isFalse();
        assertThat(sender.matches(TestMail.fromNobody().to("bob@example.test").build()))
                .isFalse();
        assertThatThrownBy(() -> new SenderIs.Config(List.of())).hasMessageContaining("say who");
    }

    @Test
    void hasHeaderLooksForNamesAndValuesIgnoringCase() {
        Mail mail = mail().text("List-Id: <x>\nX-Spam: YES\nX-Spam: \n perhaps\n\nX-Body: 1\n")
                .build();

        assertThat(has(mail, "list-id")).isTrue();
        assertThat(has(mail, "X-Body")).isFalse();
        assertThat(has(mail, "X-Spam=yes")).isTrue();
        assertThat(has(mail, "X-Spam = perhaps")).isTrue();
        assertThat(has(mail, "X-Spam=no")).isFalse();
        assertThat(has(mail, "X-Spam=yes", "List-Id")).isTrue();
        assertThat(has(mail, "X-Spam=yes", "X-Origin")).isFalse();
        assertThat(has(mail, "List")).isFalse();
        assertThatThrownBy(() -> new HasHeader.Config(List.of())).hasMessageContaining("say which");
    }

    @Test
    void sizeGreaterThanBeginsBeyondTheSize() {
        Mail mail = mail().text("x".repeat(1024)).build();

        assertThat(new SizeGreaterThan(new SizeGreaterThan.Config(ByteSize.parse("1KiB"))).matches(mail))
                .isFalse();
        assertThat(new SizeGreaterThan(new SizeGreaterThan.Config(ByteSize.parse("1023B"))).matches(mail))
                .isTrue();
    }

    // RFC 5321 §6.3
    @Test
    void relayLimitCountsTheHostsInTheHeader() {
        String hop = "Received: from a by b;\n Sat, 1 Mar 2025 12:00:00 +0000\n";
        RelayLimit limit = new RelayLimit(new RelayLimit.Config(3));

        assertThat(limit.matches(mail().text(hop.repeat(2) + "Subject: x\n\n" + hop.repeat(5))
                        .build()))
                .isFalse();
        assertThat(limit.matches(mail().text(hop + "Subject: x\nRECEIVED: x\n" + hop + "\n")
                        .build()))
                .isTrue();
        assertThatThrownBy(() -> new RelayLimit.Config(0)).hasMessageContaining("at least 1");
    }

    private static boolean has(Mail mail, String... conditions) {
        return new HasHeader(new HasHeader.Config(List.of(conditions))).matches(mail);
    }

    private static Mail some() {
        return mail().to("old@example.test", "nobody@example.test", "x@example.net")
                .build();
    }

    private static TestMail mail() {
        return TestMail.from("ann@example.org").to("bob@example.test");
    }

    private static Origin from(String protocol, String hello, boolean trusted) {
        return new Origin(
                protocol,
                "mx",
                Optional.of(InetAddress.getLoopbackAddress()),
                hello,
                Optional.empty(),
                trusted,
                TestMail.RECEIVED_AT);
    }

    private static List<String> taken(Matcher matcher, Mail mail) throws Exception {
        return matcher.match(mail).stream().map(Recipient::toString).toList();
    }

    private static List<String> recipients(Mail mail) {
        return mail.recipients().stream().map(Recipient::toString).toList();
    }
}
