package org.postrider.testkit.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// The tests that every directory must pass. Extend it in a test class, and make a directory with the users of
/// [#users].
/// What is not there (a directory that is not changed here, one that cannot be stopped) is passed over.
public abstract class UserDirectoryContract {
    protected static final Domain DOMAIN = Domain.parse("example.test");
    protected static final MailAddress BOB = MailAddress.parse("bob@example.test");
    protected static final MailAddress CAROL = MailAddress.parse("carol@example.test");
    protected static final MailAddress DAVE = MailAddress.parse("dave@example.test");

    /// Of the password `secret`.
    protected static final String HASH = "{SSHA}uJDd0BIdJ9Z7yDCZNWdgYeb33+cBAgME";

    private static final String SHA_1 =
            "SCRAM-SHA-1$4096:c2FsdHNhbHQ=$" + "A".repeat(27) + "=:" + "B".repeat(26) + "A=";
    private static final String SHA_256 =
            "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$" + "A".repeat(43) + "=:" + "B".repeat(42) + "A=";

    private UserDirectory directory;

    /// Bob, with quota and forwarding, and Carol, who is disabled, with the password `secret` each, in
    /// `example.test`;
    /// and
    /// `bob@other.test`.
    protected static List<User> users() {
        User bob = new User(
                new Account(BOB, true),
                Optional.of(StoredPassword.of(HASH)),
                new QuotaLimits(Optional.of(ByteSize.parse("5MiB")), Optional.of(100L), Optional.empty()),
                new Forwarding(List.of(MailAddress.parse("bob@elsewhere.test"), CAROL), true));
        return List.of(
                bob,
                User.of(CAROL, StoredPassword.of(HASH)).withEnabled(false),
                User.of(MailAddress.parse("bob@other.test"), StoredPassword.of(HASH)));
    }

    /// A directory with these users and no others. Called before each test.
    protected abstract UserDirectory open(List<User> users) throws Exception;

    /// Lets go of what [#open] opened.
    protected void close() throws Exception {}

    /// Makes the directory unable to answer.
    ///
    /// @return false where that cannot happen
    protected boolean breakDown() throws Exception {
        return false;
    }

    @BeforeEach
    void openWithUsers() throws Exception {
        directory = open(users());
    }

    @AfterEach
    void closeAll() throws Exception {
        close();
    }

    @Test
    void knowsWhoIsThereAndNobodyElse() {
        assertThat(directory.find(BOB)).map(User::account).contains(new Account(BOB, true));
        assertThat(directory.find(CAROL)).map(User::account).contains(new Account(CAROL, false));
        assertThat(directory.find(DAVE)).isEmpty();
        for (String strange : List.of("*", "b*", "bob)(x=*", "bob' OR '1'='1", "b%", "b_b", "\\2a", "bob\\")) {
            assertThat(directory.find(MailAddress.of(strange, DOMAIN)))
                    .describedAs(strange)
                    .isEmpty();
        }
    }

    @Test
    void aNameIsTheSameInAnyCase() {
        assertThat(directory.find(MailAddress.parse("BOB@Example.TEST"))).isPresent();
    }

    @Test
    void showsPasswordsOrChecksThem() {
        if (directory.showsPasswords()) {
            assertThat(directory.find(BOB).flatMap(User::password))
                    .map(StoredPassword::hash)
                    .contains(HASH);
            return;
        }
        assertThat(directory.find(BOB).flatMap(User::password)).isEmpty();
        assertThat(directory.check(BOB, "secret")).isTrue();
        assertThat(directory.check(BOB, "Secret")).isFalse();
        // RFC 4513 §5.1.2: an empty password would be an anonymous bind, which succeeds.
        assertThat(directory.check(BOB, "")).isFalse();
        assertThat(directory.check(DAVE, "secret")).isFalse();
    }

    @Test
    void knowsLimitsAndForwarding() {
        User expected = users().getFirst();
        assertThat(directory.find(BOB)).map(User::limits).contains(expected.limits());
        assertThat(directory.find(BOB)).map(User::forwarding).contains(expected.forwarding());
        assertThat(directory.find(CAROL)).map(User::limits).contains(QuotaLimits.NONE);
        assertThat(directory.find(CAROL)).map(User::forwarding).contains(Forwarding.NONE);
    }

    @Test
    void listsTheUsersOfADomain() {
        assertThat(addresses()).containsExactlyInAnyOrder(BOB, CAROL);
    }

    @Test
    void changesUsers() {
        assumeTrue(directory.isChangeable());
        User dave = User.of(DAVE, new StoredPassword(HASH, Optional.of(SHA_1), Optional.of(SHA_256)))
                .withForwarding(new Forwarding(List.of(BOB), false))
                .withLimits(new QuotaLimits(Optional.of(new ByteSize(0)), Optional.of(0L), Optional.of(7L)))
                .withAdministers(Administers.DOMAIN)
                .withGroups(List.of("Staff", "sales"));
        directory.change(DAVE, before -> {
            assertThat(before).isEmpty();
            return Optional.of(dave);
        });
        assertThat(directory.find(DAVE)).contains(dave);
        directory.change(BOB, before -> before.map(bob -> bob.withEnabled(false)));
        assertThat(directory.find(BOB)).map(User::account).contains(new Account(BOB, false));
        assertThat(directory.find(BOB))
                .map(User::forwarding)
                .contains(users().getFirst().forwarding());
        directory.change(BOB, _ -> Optional.empty());
        assertThat(directory.find(BOB)).isEmpty();
        assertThat(addresses()).containsExactlyInAnyOrder(CAROL, DAVE);
    }

    @Test
    void changesManyAtOnce() {
        assumeTrue(directory.isChangeable());
        List<MailAddress> many = IntStream.range(0, 1500)
                .mapToObj(i -> MailAddress.of("user" + i, DOMAIN))
                .toList();
        directory.change(many, (address, _) -> Optional.of(User.of(address, StoredPassword.of(HASH))));
        assertThat(addresses()).hasSize(1502).containsAll(many);
        directory.change(
                many,
                (address, user) -> user.map(User::address)
                        .filter(address::equals)
                        .flatMap(_ -> user)
                        .map(found -> found.withEnabled(false)));
        assertThat(many)
                .allSatisfy(address -> assertThat(directory.find(address))
                        .map(user -> user.account().enabled())
                        .contains(false));
    }

    @Test
    void losesNoChangeWhereTwoChangeTheSameUser() throws Exception {
        assumeTrue(directory.isChangeable());
        List<MailAddress> seen = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> directory.change(
                            BOB,
                            before -> before.map(bob -> {
                                List<MailAddress> to =
                                        new ArrayList<>(bob.forwarding().to());
                                to.add(MailAddress.of("other" + i, DOMAIN));
                                return bob.withForwarding(new Forwarding(to, true));
                            }))))
                    .toList();
            for (var one : all) {
                one.get();
            }
        }
        directory.find(BOB).ifPresent(bob -> seen.addAll(bob.forwarding().to()));
        assertThat(seen).hasSize(22);
    }

    @Test
    void saysThatItCannotAnswerInsteadOfNo() throws Exception {
        assumeTrue(breakDown());
        assertThatThrownBy(() -> directory.find(BOB)).isInstanceOf(DirectoryUnavailableException.class);
        assertThatThrownBy(() -> directory.each(DOMAIN, _ -> {})).isInstanceOf(DirectoryUnavailableException.class);
        if (!directory.showsPasswords()) {
            assertThatThrownBy(() -> directory.check(BOB, "secret")).isInstanceOf(DirectoryUnavailableException.class);
        }
        if (directory.isChangeable()) {
            assertThatThrownBy(() -> directory.change(BOB, user -> user))
                    .isInstanceOf(DirectoryUnavailableException.class);
        }
    }

    private List<MailAddress> addresses() {
        List<MailAddress> addresses = new ArrayList<>();
        directory.each(DOMAIN, user -> addresses.add(user.address()));
        return addresses;
    }
}
