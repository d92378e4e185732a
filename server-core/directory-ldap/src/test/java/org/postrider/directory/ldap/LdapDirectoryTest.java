package org.postrider.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.testkit.directory.UserDirectoryContract;

/// With the server in memory of the library.
class LdapDirectoryTest {
    private static InMemoryDirectoryServer server(List<User> users, String password) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(LdapEntries.BASE);
        config.setSchema(null);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("loopback", InetAddress.getLoopbackAddress(), 0, null));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.addEntries(LdapEntries.of(users, password));
        server.startListening();
        return server;
    }

    private static LdapDirectory directory(InMemoryDirectoryServer server, Optional<String> passwordAttribute) {
        return new LdapDirectory(LdapEntries.config(
                "ldap://127.0.0.1:" + server.getListenPort(), false, Optional.empty(), passwordAttribute));
    }

    abstract static class Contract extends UserDirectoryContract {
        private @Nullable InMemoryDirectoryServer server;
        private @Nullable LdapDirectory directory;

        abstract String password();

        abstract Optional<String> passwordAttribute();

        @Override
        protected UserDirectory open(List<User> users) throws Exception {
            server = server(users, password());
            directory = directory(server, passwordAttribute());
            return directory;
        }

        @Override
        protected void close() {
            Objects.requireNonNull(directory).stop();
            Objects.requireNonNull(server).shutDown(true);
        }

        @Override
        protected boolean breakDown() {
            Objects.requireNonNull(server).shutDown(true);
            return true;
        }
    }

    @Nested
    class ByBinding extends Contract {
        @Override
        String password() {
            return "secret";
        }

        @Override
        Optional<String> passwordAttribute() {
            return Optional.empty();
        }
    }

    @Nested
    class ByHashes extends Contract {
        @Override
        String password() {
            return HASH;
        }

        @Override
        Optional<String> passwordAttribute() {
            return Optional.of("userPassword");
        }
    }

    private static final class Users extends UserDirectoryContract {
        static final List<User> ALL = users();

        @Override
        protected UserDirectory open(List<User> users) {
            throw new UnsupportedOperationException("only its users are wanted");
        }
    }

    @Test
    void twoEntriesForOneAddressAreNoAnswer() throws Exception {
        InMemoryDirectoryServer server = server(Users.ALL, "secret");
        server.modify(
                "uid=carol@example.test," + LdapEntries.BASE,
                new Modification(ModificationType.REPLACE, "mail", "bob@example.test"));
        LdapDirectory directory = directory(server, Optional.empty());
        assertThatThrownBy(() -> directory.find(Users.ALL.getFirst().address()))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessageContaining("more than one entry");
        directory.stop();
        server.shutDown(true);
    }

    @Test
    void aDamagedEntryIsNamedAndNotAnsweredWithNo() throws Exception {
        InMemoryDirectoryServer server = server(Users.ALL, "secret");
        server.modify(
                "uid=bob@example.test," + LdapEntries.BASE,
                new Modification(ModificationType.REPLACE, "roomNumber", "very much"));
        LdapDirectory directory = directory(server, Optional.empty());
        assertThatThrownBy(() -> directory.find(Users.ALL.getFirst().address()))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessageContaining("uid=bob@example.test");
        directory.stop();
        server.shutDown(true);
    }

    @Test
    void aServerThatIsNotThereAtTheStartIsWaitedFor() throws Exception {
        InMemoryDirectoryServer server = server(Users.ALL, "secret");
        LdapDirectory directory = directory(server, Optional.empty());
        server.shutDown(false);
        assertThatThrownBy(() -> directory.find(Users.ALL.getFirst().address()))
                .isInstanceOf(DirectoryUnavailableException.class);
        directory.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(mail={address}", "(mail=x)", "(mail={user})", "mail={address})"})
    void aFilterThatIsNoneIsRefused(String filter) {
        assertThatThrownBy(() -> FilterTemplate.check(filter, "address", "local", "domain"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(filter);
    }

    @Test
    void whatAValueHoldsNeverBecomesPartOfTheFilter() throws LDAPException {
        assertThat(FilterTemplate.fill("(&(mail={address})(x=1))", Map.of("address", "*)(uid=*"))
                        .toString())
                .isEqualTo("(&(mail=\\2a\\29\\28uid=\\2a)(x=1))");
    }
}
