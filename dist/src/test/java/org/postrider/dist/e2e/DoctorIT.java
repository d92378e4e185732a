package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `postrider doctor` on whole servers, with a name server that has their records.
class DoctorIT {
    private static final List<String> GOOD = List.of(
            "mx.example.test. 60 IN A 192.0.2.1",
            "1.2.0.192.in-addr.arpa. 60 IN PTR mx.example.test.",
            "example.test. 60 IN MX 10 mx.example.test.",
            "example.test. 60 IN TXT \"v=spf1 mx -all\"",
            "_dmarc.example.test. 60 IN TXT \"v=DMARC1; p=reject\"");

    @TempDir
    private Path folder;

    @Test
    void aRunningServerWithGoodRecordsHasNoFault() throws Exception {
        try (NameServer dns = NameServer.start(GOOD);
                TestServer server = TestServer.create(folder)) {
            server.useNameServer("127.0.0.1:" + dns.port(), 25);
            server.start();

            Commands.Result result = server.run("doctor", "--all");

            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(result.output())
                    .contains("mail for example.test goes to 10 mx.example.test")
                    .contains("192.0.2.1 has the name mx.example.test, which leads back to it")
                    .contains("example.test lets 192.0.2.1 send")
                    .contains("example.test asks others to reject forged mail")
                    .contains("smtp on 127.0.0.1:" + server.port(25) + " does not relay for strangers")
                    .contains("submission on 127.0.0.1:" + server.port(587) + " does not relay for strangers")
                    .contains("submissions on 127.0.0.1:" + server.port(465) + " speaks TLSv1.3")
                    .contains("signs itself")
                    .contains("no mail waits")
                    .contains("0 faults");
        }
    }

    @Test
    void aStoppedServerWithFaultsIsToldWhatToMend() throws Exception {
        try (NameServer dns = NameServer.start(List.of("mx.example.test. 60 IN A 192.0.2.1"));
                TestServer server = TestServer.create(folder);
                ServerSocket taken = new ServerSocket(server.port(143), 1, InetAddress.getLoopbackAddress())) {
            server.useNameServer("127.0.0.1:" + dns.port(), 25);
            Path users = server.conf("users.xml");
            Files.setPosixFilePermissions(server.home(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(users.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r--r--"));

            Commands.Result result = server.run("doctor", "--json");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output())
                    .contains("publish in the DNS: example.test. MX 10 mx.example.test.")
                    .contains("192.0.2.1 has no name")
                    .contains("imap on 127.0.0.1:" + taken.getLocalPort() + " cannot be opened: it is held by process "
                            + ProcessHandle.current().pid())
                    .contains("chmod -R o-rwx " + users)
                    .contains("\"level\" : \"fault\"");
        }
    }

    @Test
    void aFaultyConfigurationIsToldFirst() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            server.replaceInConf("server.xml", "<store type=\"maildir\"/>", "<store type=\"maldir\"/>");
            Commands.Result result = server.run("doctor");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("server.xml:").contains("Mend the configuration first");
        }
    }
}
