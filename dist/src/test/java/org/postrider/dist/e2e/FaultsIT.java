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
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults of the surroundings: each gets a sentence that says what to do, and nothing is lost.
class FaultsIT {
    private static final int NOBODY = 65534;

    @TempDir
    private Path folder;

    @Test
    void aFullDiskMakesSendersComeAgainAndLosesNothing() throws Exception {
        Peers.needRoot();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()))
                        .exitCode()
                == 0;
        assumeTrue(mounted, "this host does not let the test mount a small disk");
        List<String> accepted = new ArrayList<>();
        try (TestServer server = TestServer.create(disk)) {
            server.replaceInConf("server.xml", "</server>", "<spool><diskFreeMin>0</diskFreeMin></spool></server>");
            server.start();
            send(server, "before", accepted);
            Path filler = disk.resolve("filler");
            try (var file = new RandomAccessFile(filler.toFile(), "rw")) {
                byte[] block = new byte[64 * 1024];
                while (Files.getFileStore(disk).getUsableSpace() > 6_000_000) {
                    file.write(block);
                }
            }
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
            // The server's process may take a moment to be gone.
            Eventually.isTrue(
                    () -> Commands.run(List.of("umount", disk.toString())).exitCode() == 0);
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
