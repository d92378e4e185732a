package org.postrider.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.dist.doctor.Finding.Level;
import org.postrider.testkit.FakeDns;

/// What is said of the records in the domain name system.
class RecordChecksTest {
    private static final String SERVER = "192.0.2.1";

    private final FakeDns dns = new FakeDns().withAddress("mx.example.org", SERVER);

    @Test
    void aDomainWhoseMxNamesTheServerIsGood() throws Exception {
        dns.withMx("example.org", 10, "mx.example.org");
        assertThat(look(new MxCheck())).containsExactly(Finding.ok("mail for example.org goes to 10 mx.example.org"));
    }

    @Test
    void aDomainWithoutMxAndAddressGetsNoMail() throws Exception {
        Finding finding = look(new MxCheck()).getFirst();
        assertThat(finding.level()).isEqualTo(Level.FAULT);
        assertThat(finding.mend()).isEqualTo("publish in the DNS: example.org. MX 10 mx.example.org.");
    }

    @Test
    void aDomainWithAnAddressAloneGetsMailThere() throws Exception {
        dns.withAddress("example.org", "192.0.2.80");
        Finding finding = look(new MxCheck()).getFirst();
        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.what()).contains("192.0.2.80");
    }

    @Test
    void aNullMxAndLostHostsAreFaults() throws Exception {
        dns.withMx("example.org", 0, "");
        assertThat(levels(new MxCheck())).containsExactly(Level.FAULT);

        FakeDns lost = new FakeDns()
                .withAddress("mx.example.org", SERVER)
                .withMx("example.org", 10, "mx.example.org")
                .withMx("example.org", 20, "gone.example.org")
                .withMx("example.org", 30, "192.0.2.9");
        assertThat(new MxCheck().examine(Patients.stopped(lost)))
                .extracting(Finding::what)
                .anyMatch(what -> what.contains("gone.example.org of example.org has no address"))
                .anyMatch(what -> what.contains("192.0.2.9 where a name must stand"));
    }

    @Test
    void mailThatGoesElsewhereIsSaidSo() throws Exception {
        dns.withMx("example.org", 10, "other.example.net").withAddress("other.example.net", "192.0.2.7");
        assertThat(look(new MxCheck()).getFirst().what()).contains("and not to mx.example.org");
    }

    @Test
    void nameServersThatDoNotAnswerAreSaidOnce() throws Exception {
        dns.failing("example.org").failing("mx.example.org");
        for (Check check : List.of(new MxCheck(), new SpfCheck(), new ReverseNameCheck())) {
            assertThat(look(check))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).contains("the name servers do not answer"));
        }
    }

    @Test
    void theAddressesNameMustLeadBack() throws Exception {
        assertThat(levels(new ReverseNameCheck())).containsExactly(Level.OK);
        assertThat(new ReverseNameCheck().examine(Patients.stopped(new FakeDns())))
                .extracting(Finding::what)
                .containsExactly("the host name mx.example.org has no address");
        FakeDns inner = new FakeDns().withAddress("mx.example.org", "10.0.0.1");
        assertThat(new ReverseNameCheck()
                        .examine(Patients.stopped(inner))
                        .getFirst()
                        .what())
                .contains("which the world cannot reach");
    }

    @Test
    void anAddressWithAnotherNameIsWarnedOf() throws Exception {
        FakeDns other =
                new FakeDns().withAddress("host7.provider.example", SERVER).withAddress("mx.example.org", SERVER);
        // The first name that leads back counts.
        assertThat(new ReverseNameCheck()
                        .examine(Patients.stopped(other))
                        .getFirst()
                        .what())
                .contains("but the server calls itself mx.example.org");
    }

    @Test
    void spfMustNameTheServer() throws Exception {
        assertThat(look(new SpfCheck()).getFirst().mend()).contains("v=spf1 mx -all");

        dns.withText("example.org", "v=spf1 ip4:192.0.2.0/28 -all");
        assertThat(levels(new SpfCheck())).containsExactly(Level.OK);
    }

    @Test
    void spfOfAnotherHostIsAFault() throws Exception {
        dns.withText("example.org", "v=spf1 include:_spf.example.net -all")
                .withText("_spf.example.net", "v=spf1 ip4:198.51.100.7 ~all");
        Finding finding = look(new SpfCheck()).getFirst();
        assertThat(finding.level()).isEqualTo(Level.FAULT);
        assertThat(finding.mend()).contains("ip4:192.0.2.1");
    }

    @Test
    void spfIsFollowedByMxIncludeAndRedirect() throws Exception {
        dns.withMx("example.org", 10, "mx.example.org").withText("example.org", "v=spf1 redirect=_spf.example.org");
        dns.withText("_spf.example.org", "v=spf1 mx:example.org ?all");
        assertThat(levels(new SpfCheck())).containsExactly(Level.OK);
    }

    @Test
    void spfThatGoesRoundIsBroken() throws Exception {
        dns.withText("example.org", "v=spf1 include:example.org -all");
        assertThat(look(new SpfCheck()).getFirst().what()).contains("more than 10 look-ups");
    }

    @Test
    void spfThatLetsEverybodyOrIsThereTwiceIsAFault() throws Exception {
        dns.withText("example.org", "v=spf1 +all");
        assertThat(look(new SpfCheck())).extracting(Finding::what).anyMatch(what -> what.contains("lets everybody"));
        dns.withText("example.org", "v=spf1 -all");
        assertThat(look(new SpfCheck()).getFirst().what()).contains("2 SPF records, of which none counts");
    }

    @Test
    void dmarcIsJudgedByItsPolicy() throws Exception {
        assertThat(levels(new DmarcCheck())).containsExactly(Level.WARNING);
        dns.withText("_dmarc.example.org", "v=DMARC1; p=none");
        assertThat(levels(new DmarcCheck())).containsExactly(Level.NOTE);
        FakeDns strict = new FakeDns().withText("_dmarc.example.org", "v=DMARC1; sp=none; p=reject");
        assertThat(new DmarcCheck().examine(Patients.stopped(strict)).getFirst().level())
                .isEqualTo(Level.OK);
        FakeDns broken = new FakeDns().withText("_dmarc.example.org", "v=DMARC1; p=perhaps");
        assertThat(new DmarcCheck().examine(Patients.stopped(broken)).getFirst().level())
                .isEqualTo(Level.FAULT);
    }

    @Test
    void anMtaStsPolicyMustNameTheMxHosts() throws Exception {
        dns.withMx("example.org", 10, "mx.example.org").withText("_mta-sts.example.org", "v=STSv1; id=20260601");
        String good = "version: STSv1\r\nmode: enforce\r\nmx: *.example.org\r\nmax_age: 86400\r\n";
        assertThat(look(new MtaStsCheck(_ -> good)).getFirst().level()).isEqualTo(Level.OK);
        String other = "version: STSv1\nmode: enforce\nmx: mail.example.org\nmax_age: 86400\n";
        assertThat(look(new MtaStsCheck(_ -> other)).getFirst().mend()).contains("mx: mx.example.org");
        Check silent = new MtaStsCheck(_ -> {
            throw new IOException("nobody there");
        });
        assertThat(look(silent).getFirst().what()).contains("cannot be fetched: nobody there");
    }

    private List<Finding> look(Check check) throws IOException {
        return check.examine(Patients.stopped(dns));
    }

    private List<Level> levels(Check check) throws IOException {
        return look(check).stream().map(Finding::level).toList();
    }
}
