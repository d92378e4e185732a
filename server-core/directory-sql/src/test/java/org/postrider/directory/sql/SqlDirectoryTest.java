package org.postrider.directory.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.testkit.directory.UserDirectoryContract;

/// With Debian's PostgreSQL; passed over where that is not installed, but not by continuous integration.
class SqlDirectoryTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final String HASH = "{SSHA}uJDd0BIdJ9Z7yDCZNWdgYeb33+cBAgME";
    private static final String FIND = "SELECT password, active AS enabled, quota AS quota_octets FROM mailbox"
            + " WHERE username = :address AND domain = :domain";

    private static @Nullable TestPostgres postgres;

    @BeforeAll
    static void startPostgres() throws Exception {
        assumeTrue(TestPostgres.programs().isPresent() || System.getenv("CI") != null, "PostgreSQL is not installed");
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static TestPostgres server() {
        return Objects.requireNonNull(postgres);
    }

    @BeforeEach
    void dropTables() throws Exception {
        execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server().url(), "postrider", "");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static SqlConfig config(Optional<String> find, Optional<String> list, Optional<String> keepPassword) {
        return new SqlConfig(
                server().url(),
                Optional.of("postrider"),
                Optional.empty(),
                4,
                Duration.ofSeconds(10),
                find,
                list,
                keepPassword);
    }

    @Nested
    class OwnTable extends UserDirectoryContract {
        private @Nullable SqlDirectory directory;

        @Override
        protected UserDirectory open(List<User> users) {
            directory = new SqlDirectory(config(Optional.empty(), Optional.empty(), Optional.empty()));
            users.forEach(user -> directory.change(user.address(), _ -> Optional.of(user)));
            return directory;
        }

        @Override
        protected void close() throws Exception {
            if (directory != null) {
                directory.stop();
            }
            if (down) {
                down = false;
                server().up();
            }
        }

        private boolean down;

        @Override
        protected boolean breakDown() throws Exception {
            server().down();
            down = true;
            return true;
        }
    }

    @Test
    void theTableIsMadeOnceAndBesideTablesOfOthers() throws Exception {
        execute("CREATE TABLE mailbox (username text)");
        for (int i = 0; i < 2; i++) {
            SqlDirectory directory = new SqlDirectory(config(Optional.empty(), Optional.empty(), Optional.empty()));
            assertThat(directory.find(BOB)).isEqualTo(i == 0 ? Optional.empty() : Optional.of(bob()));
            directory.change(BOB, _ -> Optional.of(bob()));
            directory.stop();
        }
    }

    private static User bob() {
        return User.of(BOB, StoredPassword.of(HASH));
    }

    @Test
    void itComesBackAfterTheDatabaseWasAway() throws Exception {
        SqlDirectory directory = new SqlDirectory(config(Optional.empty(), Optional.empty(), Optional.empty()));
        directory.change(BOB, _ -> Optional.of(bob()));
        server().down();
        try {
            assertThatThrownBy(() -> directory.find(BOB))
                    .isInstanceOf(DirectoryUnavailableException.class)
                    .hasMessageContaining(server().url());
        } finally {
            server().up();
        }
        // Connections of the time before may fail once each.
        Optional<User> found = Optional.empty();
        for (int i = 0; i < 10 && found.isEmpty(); i++) {
            try {
                found = directory.find(BOB);
            } catch (DirectoryUnavailableException _) {
                // the next one
            }
        }
        assertThat(found).contains(bob());
        directory.stop();
    }

    @Test
    void aDatabaseThatIsNotThereAtTheStartIsWaitedFor() throws Exception {
        server().down();
        SqlDirectory directory;
        try {
            directory = new SqlDirectory(config(Optional.empty(), Optional.empty(), Optional.empty()));
            assertThatThrownBy(() -> directory.find(BOB)).isInstanceOf(DirectoryUnavailableException.class);
        } finally {
            server().up();
        }
        assertThat(directory.find(BOB)).isEmpty();
        directory.stop();
    }

    @Test
    void aQueryThatTakesTooLongIsNoAnswer() {
        SqlConfig slow = new SqlConfig(
                server().url(),
                Optional.of("postrider"),
                Optional.empty(),
                1,
                Duration.ofSeconds(1),
                Optional.of("SELECT pg_sleep(600)::text AS password WHERE :address <> ''"),
                Optional.empty(),
                Optional.empty());
        SqlDirectory directory = new SqlDirectory(slow);
        assertThatThrownBy(() -> directory.find(BOB)).isInstanceOf(DirectoryUnavailableException.class);
        directory.stop();
    }

    // As Postfix Admin has it.
    @Test
    void usersOfAnotherServersTablesAreFoundListedAndUpgraded() throws Exception {
        execute(
                "CREATE TABLE mailbox (username text, domain text, password text, active boolean, quota bigint)",
                "INSERT INTO mailbox VALUES ('bob@example.test', 'example.test', '" + HASH + "', true, 1024),"
                        + " ('carol@example.test', 'example.test', '" + HASH + "', false, 0),"
                        + " ('no address', 'example.test', 'x', true, 0),"
                        + " ('bob@other.test', 'other.test', 'x', true, 0)");
        SqlDirectory directory = new SqlDirectory(config(
                Optional.of(FIND),
                Optional.of(
                        "SELECT username AS address, password, active AS enabled FROM mailbox WHERE domain = :domain"),
                Optional.of(
                        "UPDATE mailbox SET password = :password WHERE username = :address AND password = :before")));
        User bob = directory.find(MailAddress.parse("Bob@Example.test")).orElseThrow();
        assertThat(bob.limits().storage()).contains(new ByteSize(1024));
        assertThat(bob.password()).contains(StoredPassword.of(HASH));
        assertThat(directory.find(MailAddress.parse("carol@example.test")).map(User::account))
                .map(Account::enabled)
                .contains(false);
        List<String> listed = new ArrayList<>();
        directory.each(
                Domain.parse("example.test"), user -> listed.add(user.address().toString()));
        assertThat(listed).containsExactlyInAnyOrder("bob@example.test", "carol@example.test");
        assertThat(directory.isChangeable()).isFalse();

        StoredPassword stronger = StoredPassword.of("{ARGON2ID}$argon2id$...");
        assertThat(directory.replacePassword(BOB, StoredPassword.of("{SSHA}other"), stronger))
                .isFalse();
        assertThat(directory.replacePassword(BOB, bob.password().orElseThrow(), stronger))
                .isTrue();
        assertThat(directory.find(BOB).flatMap(User::password)).contains(stronger);
        directory.stop();
    }

    @Test
    void whatIsDamagedOrDoubledIsNotAnsweredWithNo() throws Exception {
        execute(
                "CREATE TABLE mailbox (username text, domain text, password text, active boolean, quota bigint)",
                "INSERT INTO mailbox VALUES ('bob@example.test', 'example.test', 'x', true, -1),"
                        + " ('carol@example.test', 'example.test', 'x', true, 0),"
                        + " ('carol@example.test', 'example.test', 'y', true, 0)");
        SqlDirectory directory = new SqlDirectory(config(Optional.of(FIND), Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> directory.find(BOB)).hasMessageContaining("the entry of bob@example.test");
        assertThatThrownBy(() -> directory.find(MailAddress.parse("carol@example.test")))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessageContaining("more than one row");
        directory.stop();
    }
}
