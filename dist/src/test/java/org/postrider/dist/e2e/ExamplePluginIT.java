package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stranger's way: the example project, built against the API alone, dropped into `plugins/`, used from the pipeline.
class ExamplePluginIT {
    private static final Path EXAMPLE = Path.of("../docs/example-plugin").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void aJarDroppedIntoPluginsChangesMail() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            build(server.home().resolve("plugins/tagging-plugin.jar"));
            server.replaceInConf("pipeline.xml", "<processor state=\"root\">", "<processor state=\"root\">\n" + """
                    <mailet match="SubjectContains=invoice,receipt" class="TagSubject">
                      <tag>[Accounts]</tag>
                    </mailet>
                    """);
            server.replaceInConf("server.xml", "</server>", "<observer class=\"CountBounces\"/></server>");
            server.start();

            send(server, "Your invoice");
            send(server, "Hello");

            Eventually.isTrue(() -> subjects(server).size() == 2);
            assertThat(subjects(server)).containsExactlyInAnyOrder("[Accounts] Your invoice", "Hello");
            assertThat(server.run("metrics").output())
                    .contains("postrider_bounced_recipients_total{plugin=\"tagging-plugin\"} 0")
                    .containsPattern("plugin_calls_total\\{kind=\"observer\",part=\"CountBounces\".*} [1-9]")
                    .contains("postrider_plugin_class_bytes{plugin=\"tagging-plugin\"}")
                    .containsPattern("plugin_loaders\\{plugin=\"tagging-plugin\"} 2");
        }
    }

    @Test
    void itsReferencePageIsMadeOfTheJar() throws Exception {
        TestServer server = TestServer.create(folder);
        build(server.home().resolve("plugins/tagging-plugin.jar"));

        String page = server.run("plugin", "reference", "tagging-plugin.jar").output();

        assertThat(page)
                .contains("# Plugin tagging-plugin\n", "### TagSubject", "Puts a tag before the subject, once.")
                .contains("| `tag` | text | required | What is put before the subject. |")
                .contains("### SubjectContains", "### QuietHours", "<observer class=\"CountBounces\"");
        assertThat(server.run("plugin", "reference", "tagging-plugin").output()).isEqualTo(page);
        // A folder here that has the name of a built-in plugin: its sources, say.
        Path here = Files.createDirectories(folder.resolve("here/mailets"));
        assertThat(Commands.shell("cd '" + here.getParent() + "' && '" + TestServer.DISTRIBUTION
                        + "/bin/postrider' --home '" + server.home() + "' plugin reference mailets"))
                .startsWith("# Plugin mailets\n");
        assertThat(server.run("plugin", "reference", "tagging").output())
                .contains("there is neither a file nor a plugin tagging");
    }

    @Test
    void aMistakeInItsOptionsHasItsPlaceInTheFile() throws Exception {
        TestServer server = TestServer.create(folder);
        build(server.home().resolve("plugins/tagging-plugin.jar"));
        server.replaceInConf("pipeline.xml", "<processor state=\"root\">", """
                <processor state="root">
                <mailet match="SubjectContains=invoice" class="TagSubject"><tga>x</tga></mailet>
                """);

        Commands.Result check = server.run("config", "check");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.output()).containsPattern("pipeline\\.xml:\\d+:\\d+: .*tga.*tag");
    }

    private static void send(TestServer server, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            String message = "From: a@example.net\r\nSubject: " + subject + "\r\n\r\nbody\r\n";
            client.send("a@example.net", List.of("bob@example.test"), message.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static List<String> subjects(TestServer server) throws IOException {
        List<String> subjects = new ArrayList<>();
        for (String part : List.of("new", "cur")) {
            Path messages = server.maildir("bob").resolve(part);
            if (!Files.isDirectory(messages)) {
                continue;
            }
            try (Stream<Path> files = Files.list(messages)) {
                for (Path file : files.toList()) {
                    Files.readString(file, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> line.startsWith("Subject: "))
                            .forEach(line -> subjects.add(line.substring("Subject: ".length())));
                }
            }
        }
        return subjects;
    }

    private void build(Path jar) throws IOException {
        PluginBuild.jar(EXAMPLE.resolve("src/main/java"), EXAMPLE.resolve("src/main/resources"), folder, jar);
    }
}
