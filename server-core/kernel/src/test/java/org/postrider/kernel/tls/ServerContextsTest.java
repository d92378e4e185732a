package org.postrider.kernel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.testkit.MutableClock;

class ServerContextsTest {
    @TempDir
    private Path home;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");

    @Test
    void makesACertificateThatTheServerAloneCanRead() throws IOException {
        ServerContexts.open(config("keys"), info(), clock);
        assertThat(permissions("keys/k.pem")).isEqualTo("rw-------");
        X509Certificate certificate =
                Pem.certificates(home.resolve("keys/c.pem")).getFirst();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=mx.example.test");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getNotAfter()).isAfter(clock.instant().plus(Duration.ofDays(3000)));
    }

    @Test
    void keepsTheCertificateThatIsThere() throws IOException {
        ServerContexts.open(config("keys"), info(), clock);
        String made = Files.readString(home.resolve("keys/c.pem"));
        ServerContexts.open(config("keys"), info(), clock);
        assertThat(Files.readString(home.resolve("keys/c.pem"))).isEqualTo(made);
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        ServerContexts.open(config("keys"), info(), clock);
        Files.delete(home.resolve("keys/k.pem"));
        assertThatThrownBy(() -> ServerContexts.open(config("keys"), info(), clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("c.pem is there and")
                .hasMessageContaining("k.pem is not");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws IOException {
        ServerContexts.open(config("keys"), info(), clock);
        ServerContexts.open(config("other"), info(), clock);
        Files.copy(home.resolve("other/k.pem"), replaced("keys/k.pem"));
        assertThatThrownBy(() -> ServerContexts.open(config("keys"), info(), clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not the key of");
    }

    @Test
    void saysHowToTurnAnOldKeyIntoAKnownForm() throws IOException {
        ServerContexts.open(config("keys"), info(), clock);
        Files.writeString(
                home.resolve("keys/k.pem"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> ServerContexts.open(config("keys"), info(), clock))
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void refusesAVersionOfTlsThatIsNone() {
        TlsConfig config = new TlsConfig(
                home.resolve("c.pem"),
                home.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3", "TLS1.2"));
        assertThatThrownBy(() -> ServerContexts.open(config, info(), clock))
                .hasMessageContaining("'TLS1.2' is no TLS version")
                .hasMessageContaining("write TLSv1.3");
    }

    @Test
    void takesAChangedCertificateASecondLater() throws IOException {
        ServerContexts contexts = ServerContexts.open(config("keys"), info(), clock);
        ServerTls first = contexts.current();
        ServerContexts.open(config("other"), info(), clock);
        Files.copy(home.resolve("other/c.pem"), replaced("keys/c.pem"));
        Files.copy(home.resolve("other/k.pem"), replaced("keys/k.pem"));
        touch("keys/c.pem");

        assertThat(contexts.current()).isSameAs(first);
        clock.advance(Duration.ofSeconds(1));
        ServerTls second = contexts.current();
        assertThat(second).isNotSameAs(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(contexts.current()).isSameAs(second);
    }

    @Test
    void keepsTheCertificateFromBeforeWhileTheNewOneIsBroken() throws IOException {
        ServerContexts contexts = ServerContexts.open(config("keys"), info(), clock);
        ServerTls first = contexts.current();
        String good = Files.readString(home.resolve("keys/c.pem"));

        Files.writeString(home.resolve("keys/c.pem"), "half a cert");
        touch("keys/c.pem");
        clock.advance(Duration.ofSeconds(1));
        assertThat(contexts.current()).isSameAs(first);

        Files.writeString(home.resolve("keys/c.pem"), good);
        Files.setLastModifiedTime(home.resolve("keys/c.pem"), FileTime.from(Instant.parse("2025-04-01T00:00:00Z")));
        clock.advance(Duration.ofSeconds(1));
        assertThat(contexts.current()).isNotSameAs(first);
    }

    @Test
    void keepsTheCertificateWhileItsFilesAreGone() throws IOException {
        ServerContexts contexts = ServerContexts.open(config("keys"), info(), clock);
        ServerTls first = contexts.current();
        Files.delete(home.resolve("keys/c.pem"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(contexts.current()).isSameAs(first);
    }

    private TlsConfig config(String folder) {
        Path keys = home.resolve(folder);
        return new TlsConfig(
                keys.resolve("c.pem"),
                keys.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3", "TLSv1.2"));
    }

    private Path replaced(String name) throws IOException {
        Files.delete(home.resolve(name));
        return home.resolve(name);
    }

    private void touch(String name) throws IOException {
        Files.setLastModifiedTime(home.resolve(name), FileTime.from(Instant.parse("2025-03-02T00:00:00Z")));
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name)));
    }

    private ServerInfo info() {
        return new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "test",
                home);
    }
}
