package org.postrider.kernel.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RecipientCheck.Verdict;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable.Target;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.quota.QuotaStore;
import org.postrider.kernel.directory.AliasesConfig.AliasEntry;
import org.postrider.testkit.MemoryStore;

class DirectoryTest {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    @TempDir
    private Path conf;

    private DirectoryFiles files;
    private Directories directory;
    private XmlRewriteTable aliases;

    @BeforeEach
    void makeEmptyFiles() throws IOException {
        Files.writeString(conf.resolve("domains.xml"), "<domains/>");
        Files.writeString(conf.resolve("users.xml"), "<users/>");
        Files.writeString(conf.resolve("aliases.xml"), "<aliases/>");
        files = new DirectoryFiles(conf);
        directory = directory();
        aliases = new XmlRewriteTable(conf, directory, postmaster());
    }

    @Test
    void aUserWhoWasAddedLogsInAtOnceAndNobodyElse() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "secret");

        assertThat(directory.authenticate("bob@example.test", "secret"))
                .isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory.authenticate("BOB", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory.authenticate("bob", "Secret")).isInstanceOf(Authentication.Refused.class);
        assertThat(directory.authenticate("carol", "secret")).isInstanceOf(Authentication.Refused.class);
        assertThat(directory.authenticate("b\u0000b", "secret")).isInstanceOf(Authentication.Refused.class);
    }

    @Test
    void aQuotaIsThatOfTheAccountElseOfTheDomainElseOfTheServer() throws Exception {
        Files.writeString(
                conf.resolve("domains.xml"),
                "<domains><domain name='example.test' quota='2KiB' quotaMailboxes='0'/></domains>");
        accounts().add(BOB, "secret");

        assertThat(directory.quota(BOB))
                .isEqualTo(new Quota(OptionalLong.of(2048), OptionalLong.of(1000), OptionalLong.empty()));

        accounts()
                .changeQuota(BOB, new QuotaLimits(Optional.of(new ByteSize(5000)), Optional.of(0L), Optional.empty()));
        Directories reread = directory();
        assertThat(reread.quota(BOB))
                .isEqualTo(new Quota(OptionalLong.of(5000), OptionalLong.empty(), OptionalLong.empty()));

        accounts().changePassword(BOB, "other");
        files.addDomain(Domain.parse("example.org"), Optional.empty());
        assertThat(directory().quota(BOB)).isEqualTo(reread.quota(BOB));
    }

    @Test
    void anAdministratorSetsQuotasOfThoseWhomItReaches() throws Exception {
        MailAddress carol = MailAddress.parse("carol@example.test");
        MailAddress dave = MailAddress.parse("dave@example.org");
        files.addDomain(DOMAIN, Optional.empty());
        files.addDomain(Domain.parse("example.org"), Optional.empty());
        accounts().add(BOB, "secret");
        accounts().add(carol, "secret");
        accounts().add(dave, "secret");
        accounts().changeAdministers(BOB, Administers.DOMAIN);
        accounts().changeAdministers(dave, Administers.EVERYBODY);
        Directories reread = directory();

        assertThat(reread.administers(BOB, carol)).isTrue();
        assertThat(reread.administers(BOB, dave)).isFalse();
        assertThat(reread.administers(dave, BOB)).isTrue();
        assertThat(reread.administers(carol, carol)).isFalse();
        assertThat(reread.administers(dave, MailAddress.parse("nobody@example.test")))
                .isFalse();

        Quota quota = new Quota(OptionalLong.of(2048), OptionalLong.empty(), OptionalLong.of(7));
        reread.changeQuota(carol, quota);
        assertThat(reread.quota(carol)).isEqualTo(quota);
        assertThat(directory().quota(carol)).isEqualTo(quota);
        assertThat(directory().administers(BOB, carol)).isTrue();
        assertThatThrownBy(() -> reread.changeQuota(MailAddress.parse("nobody@example.test"), quota))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void aGroupIsThoseOfADomainWhoseEntriesNameIt() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "secret");
        assertThat(directory.hasGroup(DOMAIN, "staff")).isFalse();

        accounts().changeGroups(BOB, _ -> List.of("Staff", "sales", "staff"));
        accounts().changePassword(BOB, "other");

        assertThat(directory().groups(BOB)).containsExactlyInAnyOrder("staff", "sales");
        assertThat(directory().hasGroup(DOMAIN, "staff")).isTrue();
        assertThat(directory().hasGroup(Domain.parse("example.org"), "staff")).isFalse();
        assertThatThrownBy(() -> accounts().changeGroups(BOB, _ -> List.of("a b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quotasChangedAtTheSameTimeAreAllKept() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        List<MailAddress> all =
                List.of(BOB, MailAddress.parse("carol@example.test"), MailAddress.parse("d@example.test"));
        for (MailAddress each : all) {
            accounts().add(each, "secret");
        }
        Directories reread = directory();
        Quota quota = new Quota(OptionalLong.of(2048), OptionalLong.empty(), OptionalLong.of(7));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> each : threads.invokeAll(all.stream()
                    .map(address -> Executors.callable(() -> change(reread, address, quota)))
                    .toList())) {
                each.get();
            }
        }

        assertThat(all).allSatisfy(each -> assertThat(directory().quota(each)).isEqualTo(quota));
    }

    private static void change(Directories directory, MailAddress address, Quota quota) {
        try {
            directory.changeQuota(address, quota);
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFullAccountIsFoundOutBeforeTheMessageComes() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "secret");
        accounts().changeQuota(BOB, new QuotaLimits(Optional.of(new ByteSize(100)), Optional.of(1L), Optional.empty()));
        Directories reread = directory();
        QuotaStore store = new QuotaStore(new MemoryStore(InstantSource.system()), reread::quota, (_, _, _) -> {});
        LocalRecipients check = new LocalRecipients(reread, aliases, new RelayDomains(conf), store, postmaster());

        assertThat(check.check(BOB, 100)).isEqualTo(Verdict.LOCAL);
        assertThat(check.check(BOB, 101)).isEqualTo(Verdict.TOO_LARGE);
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            inbox.append(new Mailbox.NewMessage(
                    Content.of(new byte[60]), Flags.NONE, Optional.empty(), Optional.empty(), false));
        }
        assertThat(check.check(BOB, 10)).isEqualTo(Verdict.OVER_QUOTA);
    }

    private Accounts accounts() throws DirectoryChangeException {
        return Accounts.ofFiles(conf);
    }

    private Directories directory() {
        return new Directories(
                conf,
                Map.of(),
                server(),
                InstantSource.system(),
                new QuotaConfig(Optional.empty(), Optional.of(1000L), Optional.of(10L), 90));
    }

    @Test
    void aChangedPasswordIsNotRememberedFromBefore() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "old");
        assertThat(directory.authenticate("bob", "old")).isInstanceOf(Authentication.Authenticated.class);

        accounts().changePassword(BOB, "new");

        assertThat(directory.authenticate("bob", "old")).isInstanceOf(Authentication.Refused.class);
        assertThat(directory.authenticate("bob", "new")).isInstanceOf(Authentication.Authenticated.class);
    }

    @Test
    void changesThatMakeNoSenseAreRefusedWithASentence() throws Exception {
        assertThatThrownBy(() -> accounts().add(BOB, "x")).hasMessageContaining("postrider domain add example.test");
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "x");
        assertThatThrownBy(() -> accounts().add(BOB, "x")).hasMessageContaining("exists already");
        assertThatThrownBy(() -> files.removeDomain(DOMAIN)).hasMessageContaining("still has 1 users");
        assertThatThrownBy(() -> accounts().changePassword(BOB, "")).hasMessageContaining("empty");
        accounts().remove(BOB);
        assertThatThrownBy(() -> accounts().remove(BOB)).hasMessageContaining("there is no user");
        files.removeDomain(DOMAIN);
        assertThat(files.domains()).isEmpty();
    }

    @Test
    void theFileOfPasswordsIsItsOwnersAlone() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "secret");

        assertThat(Files.getPosixFilePermissions(conf.resolve("users.xml")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(Files.readString(conf.resolve("users.xml")))
                .contains("$argon2id$")
                .doesNotContain("secret");
    }

    @Test
    void aBrokenFileLeavesWhatWasReadBeforeInForce() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        assertThat(directory.isLocal(DOMAIN)).isTrue();

        Files.writeString(conf.resolve("domains.xml"), "<domains><domain");

        assertThat(directory.isLocal(DOMAIN)).isTrue();
    }

    @Test
    void aliasesLeadAllTheWayAndMayKeepACopy() throws Exception {
        Files.writeString(conf.resolve("aliases.xml"), """
                <aliases>
                  <alias address="team@example.test" to="bob@example.test, leads@example.test"/>
                  <alias address="leads@example.test"><to>carol@example.org</to><to>bob@example.test</to></alias>
                  <alias address="bob@example.test" to="bob@example.test, archive@example.test"/>
                </aliases>""");

        assertThat(aliases.rewrite(MailAddress.parse("Team@example.test")))
                .extracting(MailAddress::toString)
                .containsExactly("bob@example.test", "archive@example.test", "carol@example.org");
        assertThat(aliases.rewrite(MailAddress.parse("carol@example.org"))).isEmpty();
    }

    @Test
    void aliasesThatLeadInACircleAreRefusedWithTheWay() {
        assertThatThrownBy(() -> new AliasesConfig(
                        "+",
                        List.of(entry("a@example.test", "b@example.test"), entry("b@example.test", "a@example.test"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a@example.test -> b@example.test -> a@example.test");
        assertThatThrownBy(
                        () -> new AliasesConfig("+", List.of(entry("@a.test", "@b.test"), entry("@b.test", "@a.test"))))
                .hasMessageContaining("postmaster@a.test -> postmaster@b.test -> postmaster@a.test");
    }

    @Test
    void aCircleThatOnlyShowsAtRunIsFoundWithTheWay() throws Exception {
        aliases("""
                <alias address="/(.*)@example.test/"><to>$1@example.org</to></alias>
                <alias address="/(.*)@example.org/"><to>$1@example.test</to></alias>""");

        assertThatThrownBy(() -> aliases.resolve(MailAddress.parse("x@example.test")))
                .isInstanceOf(RewriteLoopException.class)
                .hasMessageContaining("x@example.test -> x@example.org -> x@example.test");
        assertThat(recipients().refusal(MailAddress.parse("x@example.test")))
                .contains(Reply.of(550, "5.4.6", "this address leads in a circle"));
    }

    // RFC 5233
    @Test
    void aSubAddressLeadsToItsAccountAndNamesAFolder() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "x");
        accounts().add(MailAddress.parse("bob+own@example.test"), "x");

        assertThat(aliases.resolve(MailAddress.parse("bob+lists@example.test")).targets())
                .containsExactly(new Target(BOB, Optional.of("lists"), Optional.empty()));
        assertThat(aliases.resolve(MailAddress.parse("bob+own@example.test")).isUnmentioned())
                .isTrue();
        assertThat(aliases.resolve(MailAddress.parse("eve+lists@example.test")).isUnmentioned())
                .isTrue();
        aliases("", " separator=''");
        assertThat(rewritten("bob+lists@example.test")).isEmpty();
    }

    // RFC 5321 §4.5.1
    @Test
    void thePostmasterOfADomainWithoutOneIsTheServers() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        files.addDomain(Domain.parse("example.org"), Optional.empty());
        files.addDomain(Domain.parse("own.test"), Optional.empty());
        accounts().add(MailAddress.parse("postmaster@own.test"), "x");
        aliases("<alias address='@example.net' to='@example.org'/>");

        assertThat(rewritten("PostMaster@example.org")).containsExactly("postmaster@example.test");
        assertThat(rewritten("postmaster@mx.example.test")).containsExactly("postmaster@example.test");
        assertThat(rewritten("postmaster@example.net")).containsExactly("postmaster@example.test");
        assertThat(rewritten("postmaster@own.test")).isEmpty();
        assertThat(rewritten("postmaster@example.test")).isEmpty();
        assertThat(rewritten("postmaster@elsewhere.test")).isEmpty();
        assertThat(rewritten("bob@mx.example.test")).isEmpty();
    }

    // RFC 5321 §4.5.1
    @Test
    void aPostmasterWithoutAMailboxIsNotRefusedForGood() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        MailAddress postmaster = MailAddress.parse("postmaster@example.test");
        MailAddress ofServer = MailAddress.parse("postmaster@mx.example.test");

        assertThat(recipients().refusal(postmaster)).map(Reply::code).contains(450);
        assertThat(recipients().refusal(ofServer)).map(Reply::code).contains(450);
        assertThat(recipients().refusal(BOB)).isEmpty();

        accounts().add(postmaster, "x");
        directory = directory();
        assertThat(recipients().refusal(postmaster)).isEmpty();
        assertThat(recipients().check(ofServer)).isEqualTo(RecipientCheck.Verdict.LOCAL);
    }

    @Test
    void whatMatchesFirstDecides() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "x");
        aliases("""
                <alias address="@example.test" to="eve@example.org"/>
                <alias address="@other.test" to="@example.test"/>
                <alias address="/list-(.*)@example.test/"><to>lists+$1@example.org</to></alias>
                <alias address="gone@example.test"><reply>550 5.1.6 moved</reply></alias>
                <alias address="carl@example.test" keepCopy="true" to="carl@example.org" owner="boss@example.test"/>""");

        assertThat(rewritten("bob@example.test")).isEmpty();
        assertThat(rewritten("bob@other.test")).containsExactly("bob@example.test");
        assertThat(rewritten("bob+a@other.test")).containsExactly("bob@example.test");
        assertThat(rewritten("nobody@example.test")).containsExactly("eve@example.org");
        assertThat(rewritten("LIST-a@example.test")).containsExactly("lists+a@example.org");
        assertThat(rewritten("carl@example.test")).containsExactly("carl@example.test", "carl@example.org");
        assertThat(aliases.resolve(MailAddress.parse("carl@example.test")).targets())
                .allMatch(target -> target.owner().equals(Optional.of(MailAddress.parse("boss@example.test"))));
        assertThat(aliases.resolve(MailAddress.parse("gone@example.test")).refusal())
                .contains(Reply.parse("550 5.1.6 moved"));
        assertThat(aliases.resolve(MailAddress.parse("bob+a@other.test")).steps())
                .extracting(step -> step.rule() + " " + step.to())
                .containsExactly(
                        "alias at aliases.xml:3 [bob+a@example.test]",
                        "sub-address with the folder a [bob@example.test]");
    }

    @Test
    void anAliasThatMakesNoSenseIsRefusedWithASentence() {
        assertThatThrownBy(() -> entry("a@example.test")).hasMessageContaining("leads nowhere");
        assertThatThrownBy(() -> entry("a@example.test", "@example.org")).hasMessageContaining("only an @domain can");
        assertThatThrownBy(() -> entry("@example.test", "@example.test"))
                .hasMessageContaining("cannot stand for itself");
        assertThatThrownBy(() -> entry("/(a/", "b@example.test")).hasMessageContaining("no regular expression");
        assertThatThrownBy(() -> entry("/(a)@b/", "$2@example.test")).hasMessageContaining("has 1");
        assertThatThrownBy(() -> entry("a", "b@example.test")).hasMessageContaining("no mail address");
        assertThatThrownBy(() -> new AliasesConfig("++", List.of())).hasMessageContaining("one character");
    }

    @Test
    void aliasesAreAddedAndRemovedAndWhatStandsInTheFileStays() throws Exception {
        aliases("<!-- by hand -->\n<alias address='x@example.test' to='y@example.org'/>");
        AliasFile file = new AliasFile(conf);

        file.add(entry("team@example.test", "a@example.org", "b@example.org"));
        file.add(entry("team@example.test", "c@example.org"));
        assertThat(rewritten("team@example.test")).containsExactly("a@example.org", "b@example.org", "c@example.org");
        file.remove("team@example.test", List.of("b@example.org", "c@example.org"));
        assertThat(rewritten("team@example.test")).containsExactly("a@example.org");
        file.remove("team@example.test", List.of());

        assertThat(file.entries()).extracting(AliasEntry::address).containsExactly("x@example.test");
        assertThat(Files.readString(conf.resolve("aliases.xml"))).contains("<!-- by hand -->");
        assertThatThrownBy(() -> file.remove("team@example.test", List.of())).hasMessageContaining("no alias");
        assertThatThrownBy(() -> file.add(entry("y@example.org", "x@example.test")))
                .hasMessageContaining("x@example.test -> y@example.org -> x@example.test");
        assertThatThrownBy(() -> file.add(entry("x@example.test", "Y@example.org")))
                .hasMessageContaining("already");
    }

    private LocalRecipients recipients() {
        return new LocalRecipients(
                directory,
                new XmlRewriteTable(conf, directory, postmaster()),
                new RelayDomains(conf),
                new QuotaStore(new MemoryStore(InstantSource.system()), directory::quota, (_, _, _) -> {}),
                postmaster());
    }

    private Postmaster postmaster() {
        return new Postmaster(server(), directory);
    }

    private ServerInfo server() {
        return new ServerInfo(
                Domain.parse("mx.example.test"), DOMAIN, MailAddress.parse("postmaster@example.test"), "test", conf);
    }

    private List<String> rewritten(String address) throws RewriteLoopException {
        // A new one: what was read a moment ago is not looked at again.
        return new XmlRewriteTable(conf, directory, postmaster())
                .rewrite(MailAddress.parse(address)).stream()
                        .map(MailAddress::toString)
                        .toList();
    }

    private void aliases(String entries) throws IOException {
        aliases(entries, "");
    }

    private void aliases(String entries, String attributes) throws IOException {
        Files.writeString(conf.resolve("aliases.xml"), "<aliases" + attributes + ">\n" + entries + "\n</aliases>");
    }

    private static AliasEntry entry(String address, String... to) {
        return new AliasEntry(address, List.of(to), false, Optional.empty(), Optional.empty());
    }

    @Test
    void aRecipientIsLocalByAccountOrAlias() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        accounts().add(BOB, "x");
        Files.writeString(
                conf.resolve("aliases.xml"),
                "<aliases><alias address='x@example.test' to='y@example.org'/>"
                        + "<alias address='dead@example.test' to='nobody@example.test'/></aliases>");
        LocalRecipients check = recipients();

        assertThat(check.check(BOB)).isEqualTo(Verdict.LOCAL);
        assertThat(check.check(MailAddress.parse("x@example.test"))).isEqualTo(Verdict.LOCAL);
        assertThat(check.check(MailAddress.parse("dead@example.test"))).isEqualTo(Verdict.UNKNOWN_USER);
        assertThat(check.check(MailAddress.parse("bob+a@example.test"))).isEqualTo(Verdict.LOCAL);
        assertThat(check.check(MailAddress.parse("z@example.test"))).isEqualTo(Verdict.UNKNOWN_USER);
        assertThat(check.check(MailAddress.parse("y@example.org"))).isEqualTo(Verdict.REMOTE);
    }

    @Test
    void mailForDomainsOfAnotherHostIsTakenForThoseItHas() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        Path list = Files.writeString(conf.resolve("inner.txt"), "# people\nann@inner.test\n\n  Joe@INNER.test\n");
        files.addRelay(Domain.parse("inner.test"), Optional.of(list));
        files.addRelay(Domain.parse("any.test"), Optional.empty());
        files.addDomain(Domain.parse("other.test"), Optional.empty());
        Files.writeString(
                conf.resolve("aliases.xml"),
                "<aliases><alias address='x@example.test' to='ann@inner.test'/></aliases>");
        LocalRecipients check = recipients();

        assertThat(verdicts(
                        check,
                        "ann@inner.test",
                        "joe@inner.test",
                        "postmaster@inner.test",
                        "z@inner.test",
                        "z@any.test",
                        "z@sub.any.test",
                        "x@example.test"))
                .containsExactly(
                        Verdict.RELAYED,
                        Verdict.RELAYED,
                        Verdict.RELAYED,
                        Verdict.UNKNOWN_USER,
                        Verdict.RELAYED,
                        Verdict.REMOTE,
                        Verdict.LOCAL);
        assertThat(check.isRelayed(Domain.parse("inner.test"))).isTrue();
        assertThat(check.isRelayed(DOMAIN)).isFalse();

        files.removeDomain(Domain.parse("any.test"));
        assertThat(verdicts(recipients(), "z@any.test", "ann@inner.test"))
                .containsExactly(Verdict.REMOTE, Verdict.RELAYED);
    }

    @Test
    void whatIsWrongWithADomainOfAnotherHostIsToldWithItsPlace() throws Exception {
        files.addDomain(DOMAIN, Optional.empty());
        Path list = Files.writeString(conf.resolve("inner.txt"), "ann@inner.test\nann\n");

        assertThatThrownBy(() -> files.addRelay(Domain.parse("inner.test"), Optional.of(list)))
                .hasMessageContaining("inner.txt:2:1: 'ann' is no address");
        assertThatThrownBy(() -> files.addRelay(DOMAIN, Optional.empty())).hasMessageContaining("is a local domain");
        files.addRelay(Domain.parse("inner.test"), Optional.empty());
        assertThatThrownBy(() -> files.addDomain(Domain.parse("inner.test"), Optional.empty()))
                .hasMessageContaining("postrider domain remove inner.test");
        Files.writeString(
                conf.resolve("domains.xml"), "<domains><domain name='a.test'/><relay name='a.test'/></domains>");
        assertThatThrownBy(files::relays).hasMessageContaining("a.test is a <domain>");
    }

    private static List<Verdict> verdicts(LocalRecipients check, String... addresses) {
        return List.of(addresses).stream()
                .map(address -> check.check(MailAddress.parse(address)))
                .toList();
    }

    @Test
    void aHashThatWouldCostTooMuchIsNoHash() {
        assertThat(PasswordHash.parse("$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"))
                .isEmpty();
        PasswordHash hash = PasswordHash.of("pässwörd");
        assertThat(PasswordHash.parse(hash.toString()).orElseThrow().matches("pässwörd"))
                .isTrue();
    }
}
