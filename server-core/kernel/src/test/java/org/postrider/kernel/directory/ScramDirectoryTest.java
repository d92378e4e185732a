package org.postrider.kernel.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.directory.ScramHash;
import org.postrider.api.directory.ScramVerifier;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;

class ScramDirectoryTest {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    private static final QuotaConfig QUOTA = new QuotaConfig(Optional.empty(), Optional.empty(), Optional.empty(), 90);

    @TempDir
    private Path home;

    private Path conf;
    private DirectoryFiles files;
    private final List<Runnable> background = new ArrayList<>();

    @BeforeEach
    void makeEmptyFiles() throws Exception {
        conf = Files.createDirectory(home.resolve("conf"));
        Files.writeString(conf.resolve("domains.xml"), "<domains/>");
        Files.writeString(conf.resolve("users.xml"), "<users/>");
        files = new DirectoryFiles(conf);
        files.addDomain(DOMAIN, Optional.empty());
    }

    @Test
    void aNewPasswordComesWithItsVerifiers() throws Exception {
        accounts().add(BOB, "secret");
        for (ScramHash hash : directory().scramHashes()) {
            ScramVerifier verifier = scram("bob", hash);
            assertThat(verifier.account()).map(Account::address).contains(BOB);
            assertThat(verifier.iterations()).isEqualTo(15_000);
            assertThat(verifier.storedKey()).hasSize(hash.octets());
            // The same however the name is written.
            assertThat(scram("BOB@example.test", hash).salt()).isEqualTo(verifier.salt());
        }
    }

    // RFC 5802 §9
    @Test
    void whoDoesNotExistLooksLikeSomebodyWhoDoes() throws Exception {
        accounts().add(BOB, "secret");
        ScramVerifier nobody = scram("nobody", ScramHash.SHA_256);
        assertThat(nobody.account()).isEmpty();
        assertThat(nobody.salt())
                .hasSize(16)
                .isEqualTo(scram("Nobody@example.test", ScramHash.SHA_256).salt());
        assertThat(nobody.iterations())
                .isEqualTo(scram("bob", ScramHash.SHA_256).iterations());
        assertThat(nobody.salt())
                .isNotEqualTo(scram("nobody2", ScramHash.SHA_256).salt());
        // Another server process, the same answer.
        assertThat(Files.size(home.resolve("keys/names.secret"))).isEqualTo(32);
    }

    @Test
    void anOldEntryIsUpgradedAtTheNextLogin() throws Exception {
        PasswordHash old = PasswordHash.of("secret");
        Files.writeString(
                conf.resolve("users.xml"),
                "<users><user address=\"bob@example.test\" password=\"" + old + "\" enabled=\"true\"/></users>");
        Directories directory = directory();
        assertThat(directory.scram("bob", ScramHash.SHA_256).orElseThrow().account())
                .isEmpty();
        assertThat(directory.authenticate("bob", "wrong")).isInstanceOf(Authentication.Refused.class);
        assertThat(background).isEmpty();
        assertThat(directory.authenticate("bob", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(background).hasSize(1);
        background.forEach(Runnable::run);
        assertThat(scram("bob", ScramHash.SHA_256).account()).isPresent();
        assertThat(scram("bob", ScramHash.SHA_1).account()).isPresent();
        assertThat(directory().authenticate("bob", "secret")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(background).hasSize(1);
    }

    @Test
    void anUpgradeDoesNotUndoAChangedPassword() throws Exception {
        PasswordHash old = PasswordHash.of("secret");
        Files.writeString(
                conf.resolve("users.xml"),
                "<users><user address=\"bob@example.test\" password=\"" + old + "\" enabled=\"true\"/></users>");
        directory().authenticate("bob", "secret");
        accounts().changePassword(BOB, "changed");
        background.forEach(Runnable::run);
        assertThat(directory().authenticate("bob", "changed")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory().authenticate("bob", "secret")).isInstanceOf(Authentication.Refused.class);
    }

    // RFC 4013 §2
    @Test
    void passwordsThatLookTheSameAreTheSame() throws Exception {
        accounts().add(BOB, "caf\u00e9\u00a0\u2168");
        assertThat(directory().authenticate("bob", "cafe\u0301 IX")).isInstanceOf(Authentication.Authenticated.class);
        assertThat(directory().authenticate("bob", "cafe IX")).isInstanceOf(Authentication.Refused.class);
        assertThatThrownBy(() -> accounts().changePassword(BOB, "bell\u0007"))
                .hasMessageContaining("control characters");
    }

    @Test
    void aDamagedVerifierIsToldAndADisabledAccountHasNone() throws Exception {
        accounts().add(BOB, "secret");
        String xml = Files.readString(conf.resolve("users.xml"));
        Files.writeString(conf.resolve("users.xml"), xml.replace("enabled=\"true\"", "enabled=\"false\""));
        assertThat(scram("bob", ScramHash.SHA_256).account()).isEmpty();
        Files.writeString(conf.resolve("users.xml"), xml.replace("SCRAM-SHA-256$15000", "SCRAM-SHA-256$1"));
        assertThatThrownBy(() -> accounts().find(BOB)).hasMessageContaining("postrider user passwd bob@example.test");
    }

    private ScramVerifier scram(String name, ScramHash hash) throws IOException {
        return directory().scram(name, hash).orElseThrow();
    }

    private Accounts accounts() throws DirectoryChangeException {
        return Accounts.ofFiles(conf);
    }

    private Directories directory() {
        ServerInfo server = new ServerInfo(
                Domain.parse("mx.example.test"), DOMAIN, MailAddress.parse("postmaster@example.test"), "test", home);
        return new Directories(conf, Map.of(), server, InstantSource.system(), QUOTA, background::add);
    }
}
