package org.postrider.dist.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.HostPort;
import org.postrider.dist.doctor.Finding.Level;
import org.postrider.kernel.boot.HomeSettings.Encryption;
import org.postrider.kernel.boot.HomeSettings.Listener;
import org.postrider.testkit.FakeDns;

/// What is said of this host: ports, files, disk, limits.
class HostChecksTest {
    @TempDir
    private Path home;

    @BeforeEach
    void closeTheHome() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        for (String folder : List.of("conf", "keys", "spool", "mail")) {
            Files.createDirectories(home.resolve(folder));
        }
    }

    @Test
    void aPortThatAnotherProgramHasIsNamedWithIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding finding = new PortCheck()
                    .examine(patient(taken.getLocalPort(), Optional.empty()))
                    .getFirst();

            assertThat(finding.level()).isEqualTo(Level.FAULT);
            assertThat(finding.what())
                    .contains("is held by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aFreePortCanBeOpened() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(new PortCheck()
                        .examine(patient(port, Optional.empty()))
                        .getFirst()
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void aListenerThatGreetsAnswers() throws Exception {
        try (ServerSocket server = greeting("220 mx.example.org ESMTP\r\n")) {
            Patient patient = patient(server.getLocalPort(), running());
            assertThat(new PortCheck().examine(patient).getFirst().what()).contains("greets: 220 mx.example.org ESMTP");
        }
    }

    @Test
    void aListenerThatTheRunningServerLacksNeedsARestart() {
        Optional<Map<String, Object>> status = Optional.of(Map.of("pid", 1, "listeners", List.of()));
        assertThat(new PortCheck().examine(patient(25, status)).getFirst().mend())
                .contains("postrider restart");
    }

    @Test
    void anOpenRelayIsAFault() throws Exception {
        String takesAll = "220 mx\r\n250 mx\r\n250 ok\r\n250 ok\r\n250 ok\r\n221 bye\r\n";
        try (ServerSocket server = greeting(takesAll)) {
            Finding finding = new RelayCheck()
                    .examine(patient(server.getLocalPort(), running()))
                    .getFirst();
            assertThat(finding.level()).isEqualTo(Level.FAULT);
            assertThat(finding.mend()).contains("trustedNetworks");
        }
    }

    @Test
    void aServerThatRefusesRelayIsGood() throws Exception {
        String refuses = "220 mx\r\n250-mx\r\n250 PIPELINING\r\n250 ok\r\n550 5.7.1 no\r\n250 ok\r\n221 bye\r\n";
        try (ServerSocket server = greeting(refuses)) {
            assertThat(new RelayCheck().examine(patient(server.getLocalPort(), running())))
                    .containsExactly(
                            Finding.ok("smtp on 127.0.0.1:" + server.getLocalPort() + " does not relay for strangers"));
        }
    }

    @Test
    void keysThatOthersCanReadAreAFault() throws Exception {
        assertThat(new PermissionCheck()
                        .examine(patient(25, Optional.empty()))
                        .getFirst()
                        .level())
                .isEqualTo(Level.OK);

        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(home.resolve("keys"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path key = Files.writeString(home.resolve("keys/key.pem"), "secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(new PermissionCheck().examine(patient(25, Optional.empty())))
                .extracting(Finding::mend)
                .contains("chmod -R o-rwx " + key);
    }

    @Test
    void theDiskIsMeasuredOnce() throws Exception {
        assertThat(new DiskCheck().examine(patient(25, Optional.empty())))
                .filteredOn(finding -> finding.what().contains("are free"))
                .hasSize(1);
    }

    @Test
    void aLimitOfOpenFilesBelowTheConnectionsIsWarnedOf() throws Exception {
        Listener greedy = new Listener(
                "smtp", "smtp", List.of(HostPort.parse("127.0.0.1:25")), Encryption.NONE, Integer.MAX_VALUE);
        Patient patient = Patients.of(home, new FakeDns(), List.of(greedy), Optional.empty());
        assertThat(new DescriptorCheck().examine(patient))
                .allSatisfy(finding -> assertThat(finding.level()).isIn(Level.WARNING, Level.OK));
    }

    @Test
    void aClockThatWentBackIsAFault() throws Exception {
        Files.createDirectories(home.resolve("log"));
        // Written by the present clock, which is beyond the patient's.
        Path log = Files.writeString(home.resolve("log/postrider.log"), "line");
        Files.setLastModifiedTime(
                log, java.nio.file.attribute.FileTime.from(Patients.NOW.plus(java.time.Duration.ofHours(1))));
        assertThat(new ClockCheck()
                        .examine(patient(25, Optional.empty()))
                        .getFirst()
                        .what())
                .contains("the clock went back");
    }

    @Test
    void mailThatWaitsForLongIsToldByDestination() throws Exception {
        Map<String, Object> histogram = Map.of(
                "minutes", List.of(5, 320, 640),
                "total", Map.of("mails", 3),
                "destinations",
                        List.of(
                                Map.of("destination", "slow.example", "counts", List.of(0, 0, 1, 1)),
                                Map.of("destination", "quick.example", "counts", List.of(1, 0, 0, 0))));
        Patient stopped = patient(25, running());
        Patient patient = new Patient(
                home,
                stopped.settings(),
                running(),
                (_, _) -> Optional.of(histogram),
                stopped.dns(),
                stopped.clock(),
                stopped.patience());
        assertThat(new QueueCheck().examine(patient)).singleElement().satisfies(finding -> {
            assertThat(finding.what()).startsWith("2 mails for slow.example");
            assertThat(finding.mend()).contains("queue why --destination slow.example");
        });
    }

    @Test
    void aMissingCertificateIsMadeByTheFirstStart() throws Exception {
        assertThat(new CertificateCheck()
                        .examine(patient(25, Optional.empty()))
                        .getFirst()
                        .level())
                .isEqualTo(Level.NOTE);
    }

    private Patient patient(int port, Optional<Map<String, Object>> status) {
        Listener smtp =
                new Listener("smtp", "smtp", List.of(HostPort.parse("127.0.0.1:" + port)), Encryption.STARTTLS, 100);
        return Patients.of(home, new FakeDns(), List.of(smtp), status);
    }

    private static Optional<Map<String, Object>> running() {
        return Optional.of(Map.of("pid", ProcessHandle.current().pid(), "listeners", List.of(Map.of("name", "smtp"))));
    }

    // Says the same to everybody, without listening.
    private static ServerSocket greeting(String words) throws Exception {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var peer = server.accept()) {
                    peer.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                    peer.getInputStream().readAllBytes();
                } catch (java.io.IOException _) {
                    // The test has ended, or the check has what it wants.
                }
            }
        });
        return server;
    }
}
