package org.postrider.kernel.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.RecipientCheck.Verdict;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable.Target;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.quota.QuotaStore;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MemoryUsers;
import org.postrider.testkit.MutableClock;

class DirectoriesTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@files.test");
    private static final MailAddress BOB = MailAddress.parse("bob@base.test");
    private static final MailAddress CAROL = MailAddress.parse("carol@base.test");
    private static final String SECRET_SSHA = "{SSHA}uJDd0BIdJ9Z7yDCZNWdgYeb33+cBAgME";

    @TempDir
    private Path home;

    private Path conf;
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryUsers base = new MemoryUsers();
    private Directories directory;
    private XmlRewriteTable aliases;

    @BeforeEach
    void makeTwoDirectories() throws Exception {
        conf = Files.createDirectory(home.resolve("conf"));
        Files.writeString(conf.resolve("domains.xml"), """
                <domains>
                  <domain name="files.test"/>
                  <domain name="base.test" directory="base" quota="1MiB"/>
                  <domain name="lost.test" directory="lost"/>
                </domains>""");
        Files.writeString(conf.resolve("users.xml"), "<users/>");
        Files.writeString(conf.resolve("aliases.xml"), "<aliases/>");
        Accounts.ofFiles(conf).add(ALICE, "secret");
        base.add(User.of(BOB, StoredPassword.of(SECRET_SSHA)));
        directory = directories(Duration.ofSeconds(30));
        aliases = new XmlRewriteTable(conf, directory, new Postmaster(server(), directory));
    }

    private Directories directories(Duration cacheFor) {
        UserDirectory cached = Directories.cached(base, new DirectoryEntry("base", "memory", cacheFor), clock);
        return directories(Map.of("base", cached));
    }

    private Directories directories(Map<String, UserDirectory> others) {
        return directories(others, Runnable::run);
    }

    private Directories directories(Map<String, UserDirectory> others, Executor background) {
        QuotaConfig quota = new QuotaConfig(Optional.empty(), Optional.empty(), Optional.empty(), 90);
        return new Directories(conf, others, server(), clock, quota, background);
    }

    private ServerInfo server() {
        return new ServerInfo(
                Domain.parse("mx.base.test"),
                Domain.parse("base.test"),
                MailAddress.parse("postmaster@base.test"),
                "1",
                home);
    }

    @Test
    void eachDomainAsksItsOwnDirectory() {
        assertThat(directory.find(ALICE)).contains(new Account(ALICE, true));
        assertThat(directory.find(BOB)).contains(new Account(BOB, true));
        assertThat(directory.find(MailAddress.parse("bob@files.test"))).isEmpty();
        assertThat(directory.find(MailAddress.parse("bob@elsewhere.test"))).isEmpty();
        assertThat(directory.accounts()).containsExactlyInAnyOrder(ALICE, BOB);
        assertThat(directory.authenticate("bob", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory.authenticate("alice@files.test", "secret"))
                .isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory.authenticate("bob", "wrong")).isInstanceOf(Authentication.Refused.class);
    }

    @Test
    void whatCannotBeAskedIsNeitherThereNorMissing() {
        base.down(true);
        assertThat(directory.authenticate("bob", "secret")).isInstanceOf(Authentication.Unavailable.class);
        assertThat(directory.scram("bob", ScramHash.SHA_256)).isEmpty();
        LocalRecipients recipients = new LocalRecipients(
                directory,
                aliases,
                new RelayDomains(conf),
                new QuotaStore(new MemoryStore(clock), directory::quota, (_, _, _) -> {}),
                new Postmaster(server(), directory));
        assertThatThrownBy(() -> recipients.check(BOB)).isInstanceOf(DirectoryUnavailableException.class);
        assertThat(recipients.check(ALICE)).isEqualTo(Verdict.LOCAL);
        assertThat(directory.isLocal(BOB.domain())).isTrue();
        assertThat(directory.accounts()).containsExactly(ALICE);
        assertThatThrownBy(() -> directory.find(MailAddress.parse("x@lost.test")))
                .hasMessageContaining("domains.xml names the directory lost for lost.test");

        base.down(false);
        assertThat(directory.find(BOB)).isPresent();
    }

    @Test
    void aFullnessThatCannotBeToldIsATemporaryFailureOfTheStore() {
        QuotaStore store = new QuotaStore(new MemoryStore(clock), directory::quota, (_, _, _) -> {});
        base.down(true);
        assertThatThrownBy(() -> store.room(BOB, 1))
                .isInstanceOf(StoreException.class)
                .extracting(e -> ((StoreException) e).kind())
                .isEqualTo(StoreException.Kind.TEMPORARY);
    }

    @Test
    void anAnswerIsRememberedForAWhileAndForgottenAtOurOwnChange() throws Exception {
        directory.find(BOB);
        directory.find(BOB);
        directory.find(CAROL);
        directory.find(CAROL);
        assertThat(base.questions()).isEqualTo(2);

        directory.accountsToChange().add(CAROL, "secret");
        assertThat(directory.find(CAROL)).isPresent();
        base.down(true);
        assertThat(directory.find(BOB)).isPresent();
        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(() -> directory.find(BOB)).isInstanceOf(DirectoryUnavailableException.class);
    }

    @Test
    void noMoreAnswersAreRememberedThanFit() {
        CachedUsers cached = new CachedUsers(base, clock, Duration.ofMinutes(1));
        for (int i = 0; i <= CachedUsers.ENTRIES_MAX; i++) {
            cached.find(MailAddress.of("user" + i, BOB.domain()));
        }
        int before = base.questions();
        cached.find(MailAddress.of("user1", BOB.domain()));
        assertThat(base.questions()).isEqualTo(before);
        cached.find(MailAddress.of("user0", BOB.domain()));
        assertThat(base.questions()).isEqualTo(before + 1);
    }

    @Test
    void aPasswordOfAnotherServerBecomesOursAtTheFirstLogin() {
        assertThat(directory.scram("bob", ScramHash.SHA_256).orElseThrow().account())
                .isEmpty();
        assertThat(directory.authenticate("bob", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(base.find(BOB).flatMap(User::password))
                .map(StoredPassword::hash)
                .hasValueSatisfying(hash -> assertThat(hash).startsWith("$argon2id$"));
        assertThat(directory.scram("bob", ScramHash.SHA_256).orElseThrow().account())
                .isPresent();
        assertThat(directory.authenticate("bob", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory.authenticate("bob", "Secret")).isInstanceOf(Authentication.Refused.class);
    }

    @Test
    void aDirectoryThatKeepsNoPasswordsForUsIsNotAskedTo() {
        List<Runnable> background = new ArrayList<>();
        UserDirectory readOnly = new UserDirectory() {
            @Override
            public Optional<User> find(MailAddress address) {
                return base.find(address);
            }

            @Override
            public void each(Domain domain, Consumer<User> action) {
                base.each(domain, action);
            }
        };
        Directories two = directories(Map.of("base", readOnly), background::add);
        assertThat(two.authenticate("bob", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(background).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$6$saltsalt$mTojW/P8jbsiafjfQSvt84m/lxD6W8DsyREVHplMyEyQf7Ll6wY.8jr9LdYJjJ0Azk5GLE7T5XfVfW8dFZwfd.",
                "x"
            })
    void aHashThatIsNotUnderstoodFitsNoPassword(String hash) {
        base.add(User.of(CAROL, StoredPassword.of(hash)));
        assertThat(directory.authenticate("carol", hash)).isInstanceOf(Authentication.Refused.class);
        assertThat(directory.authenticate("carol", "")).isInstanceOf(Authentication.Refused.class);
    }

    @Test
    void aDirectoryThatKeepsPasswordsToItselfIsAskedAndScramIsNotOffered() {
        UserDirectory own = new UserDirectory() {
            @Override
            public Optional<User> find(MailAddress address) {
                return address.equals(BOB)
                        ? Optional.of(
                                new User(new Account(BOB, true), Optional.empty(), QuotaLimits.NONE, Forwarding.NONE))
                        : Optional.empty();
            }

            @Override
            public void each(Domain domain, Consumer<User> action) {
                find(BOB).ifPresent(action);
            }

            @Override
            public boolean showsPasswords() {
                return false;
            }

            @Override
            public boolean check(MailAddress address, String password) {
                return password.equals("known there");
            }
        };
        Directories two = directories(Map.of("base", own));
        assertThat(two.scramHashes()).isEmpty();
        assertThat(two.authenticate("bob", "known there")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(two.authenticate("bob", "other")).isInstanceOf(Authentication.Refused.class);
        assertThat(two.authenticate("carol", "known there")).isInstanceOf(Authentication.Refused.class);
        assertThatThrownBy(() -> two.accountsToChange().enable(BOB, false))
                .hasMessageContaining("the users of base.test are not changed here");
    }

    @Test
    void mailOfSomebodyWhoForwardsGoesOn() throws Exception {
        Accounts accounts = directory.accountsToChange();
        MailAddress far = MailAddress.parse("x@far.test");
        accounts.forward(ALICE, new Forwarding(List.of(BOB, far), true));
        assertThat(aliases.resolve(ALICE).targets()).containsExactly(Target.of(ALICE), Target.of(BOB), Target.of(far));
        // The folder of a sub-address is one of the own mailbox.
        assertThat(aliases.resolve(MailAddress.parse("alice+work@files.test")).targets())
                .containsExactly(
                        new Target(ALICE, Optional.of("work"), Optional.empty()), Target.of(BOB), Target.of(far));

        accounts.forward(ALICE, new Forwarding(List.of(BOB), false));
        assertThat(aliases.rewrite(ALICE)).containsExactly(BOB);
        accounts.forward(BOB, new Forwarding(List.of(ALICE), false));
        assertThatThrownBy(() -> aliases.rewrite(ALICE)).isInstanceOf(RewriteLoopException.class);
        accounts.forward(BOB, Forwarding.NONE);
        accounts.enable(ALICE, false);
        assertThat(aliases.resolve(ALICE).isUnmentioned()).isTrue();
        assertThatThrownBy(() -> accounts.forward(BOB, new Forwarding(List.of(BOB), true)))
                .hasMessageContaining("cannot forward to itself");
    }

    @Test
    void theDomainsLimitsHoldForUsersOfAnyDirectory() throws Exception {
        assertThat(directory.quota(BOB).octets()).hasValue(1024 * 1024);
        directory
                .accountsToChange()
                .changeQuota(BOB, new QuotaLimits(Optional.empty(), Optional.of(5L), Optional.empty()));
        Quota quota = directory.quota(BOB);
        assertThat(quota.messages()).hasValue(5);
        assertThat(quota.octets()).hasValue(1024 * 1024);
    }
}
