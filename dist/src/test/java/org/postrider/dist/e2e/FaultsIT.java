package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.dist.sink.MailSink;

/// Faults of the surroundings: each gets a sentence that says what to do, and nothing is lost.
class FaultsIT {
    private static final int NOBODY = 65534;
    private static final byte[] NOTHING_MUCH =
            "Subject: nothing much\r\n\r\nHello.\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void aFullDiskMakesSendersComeAgainAndLosesNothing() throws Exception {
        Peers.needRoot();
        Path disk = smallDisk();
        List<String> accepted = new ArrayList<>();
        try (TestServer server = TestServer.create(disk)) {
            server.replaceInConf("server.xml", "</server>", "<spool><diskFreeMin>0</diskFreeMin></spool></server>");
            server.start();
            send(server, "before", accepted);
            Path filler = fill(disk, 6_000_000);
            String refusal = "";
            for (int i = 0; refusal.isEmpty() && i < 200; i++) {
                refusal = send(server, "meanwhile" + i, accepted);
            }
            assertThat(refusal).contains("452 4.3.1");

            Files.delete(filler);

            assertThat(send(server, "after", accepted)).isEmpty();
            Eventually.isTrue(() -> {
                server.run("queue", "flush");
                return subjects(server).size() >= accepted.size();
            });
            assertThat(subjects(server)).containsExactlyInAnyOrderElementsOf(accepted);
        } finally {
            unmount(disk);
        }
    }

    @Test
    void whatTheHostsSaidIsRecordedOnceAFullDiskHasRoomAgainAndNothingIsSentTwice() throws Exception {
        Peers.needRoot();
        Path disk = smallDisk();
        CountDownLatch full = new CountDownLatch(1);
        try (MailSink sink = MailSink.start(address -> afterwards(full, address.startsWith("refused")));
                TestServer server = TestServer.create(disk)) {
            // What it says while the disk is full.
            Path log = Files.createDirectory(folder.resolve("log"));
            Files.delete(Files.createDirectories(server.home().resolve("log")));
            Files.createSymbolicLink(server.home().resolve("log"), log);
            server.replaceInConf("server.xml", "</server>", "<spool><diskFreeMin>0</diskFreeMin></spool></server>");
            relayTo(server, sink);
            server.startChild();
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                for (int i = 0; i < 30; i++) {
                    byte[] message =
                            ("Subject: " + i + "\r\n\r\n" + "x".repeat(900)).getBytes(StandardCharsets.US_ASCII);
                    client.send("alice@example.test", List.of("taken" + i + "@far.test"), message);
                    client.send("alice@example.test", List.of("refused" + i + "@far.test"), message);
                }
            }
            Path filler = fill(disk, 0);

            full.countDown();

            Eventually.isTrue(() -> Files.readString(log.resolve("postrider.log"))
                    .contains("the journal does not take what became of"));
            Files.delete(filler);
            Eventually.isTrue(() -> {
                server.run("queue", "flush");
                return sink.recipients() == 30
                        && server.mail("alice").split("Final-Recipient: rfc822; ?refused", -1).length == 31
                        && server.run("queue", "list").output().contains("Nothing waits");
            });
            assertThat(sink.nobodyTwice()).isTrue();
        } finally {
            unmount(disk);
        }
    }

    @Test
    void nameServersThatNeverAnswerDelayTheirDomainsAndNoOther() throws Exception {
        try (MailSink sink = MailSink.start();
                NameServer dns = NameServer.start(List.of(
                        "far.test. 60 IN MX 10 mx.far.test.",
                        "mx.far.test. 60 IN A 127.0.0.1",
                        "a.silent.test. 60 IN A 127.0.0.1"));
                TestServer server = TestServer.create(folder)) {
            server.replaceInConf(
                    "server.xml",
                    "</server>",
                    "<dns><server>127.0.0.1:" + dns.port() + "</server><timeout>1s</timeout></dns><outbound><mxPort>"
                            + sink.port() + "</mxPort></outbound></server>");
            trustThisHost(server);
            server.startChild();
            int threads = threads(server);
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                for (int i = 0; i < 400; i++) {
                    client.send("alice@example.test", List.of("user@d" + i + ".silent.test"), NOTHING_MUCH);
                }
                client.send("alice@example.test", List.of("user@a.silent.test"), NOTHING_MUCH);
                client.send("alice@example.test", List.of("first@far.test"), NOTHING_MUCH);
                Eventually.isTrue(() -> sink.taken("first@far.test") == 1);
                assertThat(threads(server) - threads).isLessThan(100);
                Eventually.isTrue(() ->
                        server.run("queue", "list", "--limit", "1000").output().split("451 4.4.3", -1).length == 402);
                client.send("alice@example.test", List.of("second@far.test"), NOTHING_MUCH);
                Eventually.isTrue(() -> sink.taken("second@far.test") == 1);
            }

            dns.speak();
            server.run("queue", "flush", "--destination", "a.silent.test");

            Eventually.isTrue(() -> sink.taken("user@a.silent.test") == 1);
            assertThat(sink.nobodyTwice()).isTrue();
        }
    }

    @Test
    void aHomeOfAnotherUserIsNamed() {
        Peers.needRoot();
        TestServer server = TestServer.create(folder);
        Commands.shell("chmod 755 " + folder);
        for (String command : List.of("start", "config check", "user list")) {
            Commands.Result result = Commands.run(List.of(
                    "bash",
                    "-c",
                    "setpriv --reuid=%1$d --regid=%1$d --clear-groups %2$s --home %3$s %4$s"
                            .formatted(
                                    NOBODY, TestServer.DISTRIBUTION.resolve("bin/postrider"), server.home(), command)));
            assertThat(result.exitCode()).as(command).isEqualTo(1);
            assertThat(result.output())
                    .as(command)
                    .contains("cannot be read")
                    .contains(server.home().toString());
        }
    }

    @Test
    void aPluginForAnotherApiIsNamed() throws Exception {
        TestServer server = TestServer.create(folder);
        Files.copy(pluginFor("99.0"), server.home().resolve("plugins/from-the-future.jar"));

        Commands.Result start = server.run("start");

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.output()).contains("from-the-future.jar").contains("99.0");
    }

    private Path smallDisk() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()))
                        .exitCode()
                == 0;
        assumeTrue(mounted, "this host does not let the test mount a small disk");
        return disk;
    }

    // The server's process may take a moment to be gone.
    private static void unmount(Path disk) throws Exception {
        Eventually.isTrue(() -> Commands.run(List.of("umount", disk.toString())).exitCode() == 0);
    }

    private static Path fill(Path disk, long free) throws IOException {
        Path filler = disk.resolve("filler");
        try (var file = new RandomAccessFile(filler.toFile(), "rw")) {
            byte[] block = new byte[4 * 1024];
            while (Files.getFileStore(disk).getUsableSpace() > free) {
                file.write(block);
            }
        }
        return filler;
    }

    private static String afterwards(CountDownLatch latch, boolean refused) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return refused ? "550 5.1.1 Nobody has that name" : "";
    }

    private static void relayTo(TestServer server, MailSink sink) throws IOException {
        trustThisHost(server);
        server.replaceInConf(
                "routes.xml", "</routes>", "<route name=\"all\" host=\"127.0.0.1:" + sink.port() + "\"/></routes>");
    }

    private static void trustThisHost(TestServer server) throws IOException {
        server.replaceInConf(
                "listeners.xml",
                "<filter class=\"HelloCheck\"/>",
                "<filter class=\"HelloCheck\"/><trustedNetworks>127.0.0.1</trustedNetworks>");
    }

    private static int threads(TestServer server) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(server.childPid()), "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .sum();
    }

    /// @return what was refused, empty where it was accepted
    private static String send(TestServer server, String subject, List<String> accepted) {
        String message = "Subject: " + subject + "\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(1000);
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            client.send("a@example.net", List.of("bob@example.test"), message.getBytes(StandardCharsets.US_ASCII));
            accepted.add(subject);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> subjects(TestServer server) throws IOException {
        List<String> subjects = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(server.maildir("bob").resolve(part))) {
                for (Path file : files.toList()) {
                    Files.readString(file)
                            .lines()
                            .filter(line -> line.startsWith("Subject: "))
                            .map(line -> line.substring("Subject: ".length()))
                            .forEach(subjects::add);
                }
            }
        }
        return subjects;
    }

    private Path pluginFor(String apiVersion) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("plugin"));
        Path classes = Files.createDirectories(sources.resolve("classes"));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("org.postrider.api.plugin.Plugin"), "future.FuturePlugin\n");
        Path source = Files.writeString(sources.resolve("FuturePlugin.java"), """
                package future;
                public class FuturePlugin implements org.postrider.api.plugin.Plugin {
                    public String name() { return "future"; }
                    public String apiVersion() { return "%s"; }
                    public void register(org.postrider.api.plugin.PluginRegistry registry) {}
                }
                """.formatted(apiVersion));
        run("javac", "-cp", api().toString(), "-d", classes.toString(), source.toString());
        Path jar = sources.resolve("plugin.jar");
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static Path api() throws IOException {
        try (Stream<Path> jars = Files.list(TestServer.DISTRIBUTION.resolve("lib"))) {
            return jars.filter(jar -> jar.getFileName().toString().contains("postrider-api"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void run(String tool, String... arguments) {
        int code = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
        assertThat(code).as(Map.of(tool, List.of(arguments)).toString()).isZero();
    }
}
