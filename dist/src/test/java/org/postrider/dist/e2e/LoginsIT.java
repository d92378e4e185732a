package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other people's programs log in by every mechanism that they know.
class LoginsIT {
    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void makeServer() {
        server = TestServer.create(folder);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void gsaslLogsInByScramWithAndWithoutChannelBinding() {
        Peers.need("gsasl");
        Peers.need("openssl");
        localhostCertificate();
        server.start();
        for (String mechanism :
                List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN")) {
            assertThat(gsasl("--smtp", 587, mechanism, TestServer.PASSWORD).exitCode())
                    .as(mechanism + " by SMTP")
                    .isZero();
            assertThat(gsasl("--imap", 143, mechanism, TestServer.PASSWORD).exitCode())
                    .as(mechanism + " by IMAP")
                    .isZero();
        }
        assertThat(gsasl("--smtp", 587, "SCRAM-SHA-256-PLUS", "wrong").exitCode())
                .isNotZero();
    }

    @Test
    void swaksLogsInByWhatIsOfferedAndSaysSoOfTheRest() {
        Peers.need("swaks");
        server.start();
        for (String mechanism : List.of("PLAIN", "LOGIN")) {
            assertThat(swaks(mechanism).exitCode()).as(mechanism).isZero();
        }
        // Mechanisms that need the password itself on the server are left out on purpose.
        for (String mechanism : List.of("CRAM-MD5", "DIGEST-MD5", "NTLM")) {
            Commands.Result result = swaks(mechanism);
            assertThat(result.exitCode()).as(mechanism).isNotZero();
            assertThat(result.output()).doesNotContain("235 ");
        }
    }

    @Test
    void anOldPasswordIsGoodForScramAfterItsNextLogin() throws Exception {
        Peers.need("gsasl");
        Peers.need("openssl");
        localhostCertificate();
        Path users = server.conf("users.xml");
        Files.writeString(users, Files.readString(users).replaceAll(" scramSha(1|256)=\"[^\"]*\"", ""));
        server.start();
        assertThat(gsasl("--smtp", 587, "SCRAM-SHA-256", TestServer.PASSWORD).exitCode())
                .isNotZero();
        assertThat(gsasl("--smtp", 587, "PLAIN", TestServer.PASSWORD).exitCode())
                .isZero();
        Eventually.isTrue(() -> Files.readString(users).contains("scramSha256"));
        assertThat(gsasl("--smtp", 587, "SCRAM-SHA-256", TestServer.PASSWORD).exitCode())
                .isZero();
    }

    // RFC 4422 appendix A
    @Test
    void aCertificateLogsItsUserIn() throws IOException {
        Peers.need("openssl");
        Peers.need("python3");
        certificates();
        replace("server.xml", "<store ", "<tls clientAuthorities=\"keys/ca.pem\"/>\n  <store ");
        replace("listeners.xml", "tls=\"implicit\">", "tls=\"implicit\" clientCertificates=\"true\">");
        server.start();
        String script = """
                import smtplib, ssl, base64, sys
                context = ssl._create_unverified_context()
                if len(sys.argv) > 2:
                    context.load_cert_chain(sys.argv[2], sys.argv[3])
                smtp = smtplib.SMTP_SSL('127.0.0.1', int(sys.argv[1]), context=context)
                smtp.ehlo()
                print(smtp.esmtp_features['auth'])
                if 'EXTERNAL' in smtp.esmtp_features['auth']:
                    print(smtp.docmd('AUTH', 'EXTERNAL ='))
                    print(smtp.mail('alice@example.test'))
                    smtp.rset()
                """;
        Path file = Files.writeString(folder.resolve("external.py"), script);
        String run = "python3 " + file + " " + server.port(465);
        Path keys = server.home().resolve("keys");
        assertThat(Commands.shell(run + " " + keys.resolve("alice.pem") + " " + keys.resolve("alice.key")))
                .contains("(235,")
                .contains("(250,");
        assertThat(Commands.shell(run)).contains("PLAIN").doesNotContain("EXTERNAL");
    }

    @Test
    void bansAreListedAddedAndLifted() {
        server.start();
        assertThat(server.run("ban", "list").output()).contains("Nobody is banned");
        assertThat(server.run("ban", "add", "192.0.2.7", "--for", "12h").exitCode())
                .isZero();
        assertThat(server.run("ban", "add", "bob@example.test").exitCode()).isZero();
        assertThat(server.run("ban", "add", "nonsense").output()).contains("is neither an address");
        assertThat(server.run("ban", "list", "--json").output()).contains("\"subject\" : \"192.0.2.7\"");
        server.run("restart");
        assertThat(server.run("ban", "list").output()).contains("192.0.2.7").contains("bob@example.test");
        assertThat(server.run("ban", "lift", "192.0.2.7").exitCode()).isZero();
        assertThat(server.run("ban", "lift", "192.0.2.7").exitCode()).isEqualTo(1);
        server.run("stop");
    }

    private void certificates() {
        Path keys = server.home().resolve("keys");
        Commands.shell("cd " + keys + "\n"
                + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem"
                + " -subj '/CN=Authority' -days 2\n"
                + "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout alice.key -out alice.csr"
                + " -subj '/CN=Alice'\n"
                + "printf 'subjectAltName=email:alice@example.test\\nextendedKeyUsage=clientAuth\\n' > alice.ext\n"
                + "openssl x509 -req -in alice.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile alice.ext"
                + " -out alice.pem");
    }

    private void replace(String file, String old, String fresh) throws IOException {
        Path path = server.conf(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, fresh));
    }

    private Commands.Result gsasl(String protocol, int offset, String mechanism, String password) {
        return Commands.run(List.of(
                "gsasl",
                protocol,
                "--mechanism",
                mechanism,
                "--authentication-id",
                "alice@example.test",
                "--password",
                password,
                "--x509-ca-file",
                server.home().resolve("keys/certificate.pem").toString(),
                // RFC 5802 §6: whoever can bind to the TLS channel and does not is refused over TLS.
                mechanism.endsWith("-PLUS") ? "--verbose" : "--no-starttls",
                "--connect",
                "localhost:" + server.port(offset)));
    }

    // gsasl compares the certificate's name with the host's.
    private void localhostCertificate() {
        Commands.shell("cd " + server.home().resolve("keys")
                + "\nopenssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem"
                + " -out certificate.pem -subj '/CN=localhost' -addext 'subjectAltName=DNS:localhost' -days 2");
    }

    private Commands.Result swaks(String mechanism) {
        return Commands.run(List.of(
                "swaks",
                "--server",
                "127.0.0.1",
                "--port",
                String.valueOf(server.port(587)),
                "--tls",
                "--auth",
                mechanism,
                "--auth-user",
                "alice@example.test",
                "--auth-password",
                TestServer.PASSWORD,
                "--from",
                "alice@example.test",
                "--to",
                "bob@example.test"));
    }
}
