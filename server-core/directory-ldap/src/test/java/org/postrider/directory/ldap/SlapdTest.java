package org.postrider.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.testkit.directory.UserDirectoryContract;

/// With Debian's slapd under StartTLS; passed over where that is not installed, but not by continuous integration.
class SlapdTest extends UserDirectoryContract {
    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final int START_SECONDS = 120;

    @TempDir
    private Path folder;

    private @Nullable Process slapd;
    private @Nullable LdapDirectory directory;
    private int port;

    @BeforeAll
    static void needSlapd() {
        assumeTrue(Files.isExecutable(SLAPD) || System.getenv("CI") != null, "slapd is not installed");
    }

    @Override
    protected UserDirectory open(List<User> users) throws Exception {
        start();
        try (LDAPConnection administrator =
                new LDAPConnection("127.0.0.1", port, "cn=admin," + LdapEntries.BASE, "administers")) {
            for (Entry entry : LdapEntries.of(users, HASH)) {
                administrator.add(entry);
            }
        }
        directory = new LdapDirectory(LdapEntries.config(url(), true, Optional.of(certificate()), Optional.empty()));
        return directory;
    }

    @Override
    protected void close() throws Exception {
        if (directory != null) {
            directory.stop();
        }
        stop();
    }

    @Override
    protected boolean breakDown() throws Exception {
        stop();
        return true;
    }

    @Test
    void aCertificateOfSomebodyElseIsNotBelieved() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        certify(other);
        LdapDirectory wrong = new LdapDirectory(
                LdapEntries.config(url(), true, Optional.of(other.resolve("cert.pem")), Optional.empty()));
        assertThatThrownBy(() -> wrong.find(BOB)).isInstanceOf(DirectoryUnavailableException.class);
        wrong.stop();
        LdapDirectory notThatHost = new LdapDirectory(
                LdapEntries.config("ldap://localhost:" + port, true, Optional.of(certificate()), Optional.empty()));
        assertThatThrownBy(() -> notThatHost.find(BOB))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessageContaining("expected hostname 'localhost'");
        notThatHost.stop();
        assertThat(Objects.requireNonNull(directory).find(BOB)).isPresent();
    }

    private String url() {
        return "ldap://127.0.0.1:" + port;
    }

    private Path certificate() {
        return folder.resolve("cert.pem");
    }

    private void start() throws Exception {
        certify(folder);
        Files.createDirectory(folder.resolve("data"));
        Path conf = Files.writeString(
                folder.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                TLSCertificateFile %1$s/cert.pem
                TLSCertificateKeyFile %1$s/key.pem
                database mdb
                suffix "%2$s"
                rootdn "cn=admin,%2$s"
                rootpw administers
                directory %1$s/data
                index mail eq,sub
                access to attrs=userPassword by anonymous auth by * none
                access to * by dn.exact="%3$s" read by * none
                """.formatted(folder, LdapEntries.BASE, LdapEntries.READER));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        slapd = new ProcessBuilder(SLAPD.toString(), "-f", conf.toString(), "-h", url(), "-d", "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(START_SECONDS);
        while (true) {
            try (LDAPConnection connection = new LDAPConnection("127.0.0.1", port)) {
                assertThat(connection.isConnected()).isTrue();
                return;
            } catch (LDAPException e) {
                if (Instant.now().isAfter(end) || !Objects.requireNonNull(slapd).isAlive()) {
                    throw new IOException("slapd does not start: " + Files.readString(folder.resolve("log")), e);
                }
                var _ = Objects.requireNonNull(slapd).waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void stop() throws Exception {
        Process running = slapd;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
    }

    private static void certify(Path folder) throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=directory",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("cert.pem").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl").toFile())
                .start();
        assertThat(openssl.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(openssl.exitValue()).isZero();
    }
}
