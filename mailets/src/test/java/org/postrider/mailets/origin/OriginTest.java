package org.postrider.mailets.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.Network;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Origin;
import org.postrider.testkit.FakeDns;
import org.postrider.testkit.TestMail;

/// Where a mail came from.
class OriginTest {
    private static final Mail MADE_HERE = mail(Origin.local(Instant.EPOCH));

    @Test
    void aClientIsInANetworkOrNotAndMailFromNoClientIsNeither() throws Exception {
        List<Network> networks = List.of(Network.parse("192.0.2.0/24"), Network.parse("2001:db8::/32"));
        RemoteAddrInNetwork in = new RemoteAddrInNetwork(new Networks(networks));
        RemoteAddrNotInNetwork out = new RemoteAddrNotInNetwork(new Networks(networks));

        assertThat(in.matches(from("ESMTP", "192.0.2.9"))).isTrue();
        assertThat(in.matches(from("ESMTP", "2001:db8::1"))).isTrue();
        assertThat(in.matches(from("ESMTP", "198.51.100.1"))).isFalse();
        assertThat(out.matches(from("ESMTP", "198.51.100.1"))).isTrue();
        assertThat(out.matches(from("ESMTP", "192.0.2.9"))).isFalse();
        assertThat(in.matches(MADE_HERE)).isFalse();
        assertThat(out.matches(MADE_HERE)).isFalse();
    }

    @Test
    void tlsIsSeenByTheKeywordOfReceived() throws Exception {
        TLSIs yes = new TLSIs(new TLSIs.Config(TLSIs.Encrypted.YES));
        TLSIs no = new TLSIs(new TLSIs.Config(TLSIs.Encrypted.NO));

        for (String with : List.of("ESMTPS", "ESMTPSA", "LMTPS", "UTF8SMTPSA")) {
            assertThat(yes.matches(from(with, "192.0.2.1"))).as(with).isTrue();
            assertThat(no.matches(from(with, "192.0.2.1"))).as(with).isFalse();
        }
        for (String with : List.of("SMTP", "ESMTP", "ESMTPA", "LMTP")) {
            assertThat(yes.matches(from(with, "192.0.2.1"))).as(with).isFalse();
            assertThat(no.matches(from(with, "192.0.2.1"))).as(with).isTrue();
        }
        assertThat(yes.matches(MADE_HERE)).isFalse();
        assertThat(no.matches(MADE_HERE)).isFalse();
    }

    @Test
    void aUserIsWhoeverLoggedIn() throws Exception {
        SMTPAuthUserIs ann =
                new SMTPAuthUserIs(new SMTPAuthUserIs.Config(List.of(MailAddress.parse("ann@example.test"))));

        assertThat(ann.matches(TestMail.from("x@example.net")
                        .to("b@example.test")
                        .authenticatedAs("Ann@example.test")
                        .build()))
                .isTrue();
        // Whatever stands in the envelope.
        assertThat(ann.matches(
                        TestMail.from("ann@example.test").to("b@example.test").build()))
                .isFalse();
        assertThat(new SMTPIsAuthNetwork().matches(from("ESMTP", "192.0.2.1"))).isFalse();
    }

    @Test
    void aListNamesAClientByAnAddressOfLoopback() throws Exception {
        FakeDns dns = new FakeDns()
                .withAddress("9.2.0.192.list.example.org", "127.0.0.2")
                .withAddress("8.2.0.192.list.example.org", "192.0.2.80")
                .withAddress(
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.list.example.org", "127.0.0.4")
                .failing("7.2.0.192.list.example.org");
        InSpammerBlacklist list =
                new InSpammerBlacklist(new InSpammerBlacklist.Config(List.of(Domain.parse("list.example.org"))), dns);

        assertThat(list.matches(from("ESMTP", "192.0.2.9"))).isTrue();
        assertThat(list.matches(from("ESMTP", "2001:db8::1"))).isTrue();
        // A list that has ended and answers anything is not believed, nor one that does not answer.
        assertThat(list.matches(from("ESMTP", "192.0.2.8"))).isFalse();
        assertThat(list.matches(from("ESMTP", "192.0.2.7"))).isFalse();
        assertThat(list.matches(from("ESMTP", "192.0.2.6"))).isFalse();
        assertThat(list.matches(MADE_HERE)).isFalse();
    }

    private static Mail from(String protocol, String client) {
        return mail(new Origin(
                protocol,
                "mx",
                Optional.of(InetAddress.ofLiteral(client)),
                "x",
                Optional.empty(),
                false,
                Instant.EPOCH));
    }

    private static Mail mail(Origin origin) {
        return TestMail.from("a@example.net")
                .to("b@example.test")
                .origin(origin)
                .build();
    }
}
