package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
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
            server.start();

            send(server, "Your invoice");
            send(server, "Hello");

            Eventually.isTrue(() -> subjects(server).size() == 2);
            assertThat(subjects(server)).containsExactlyInAnyOrder("[Accounts] Your invoice", "Hello");
        }
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
        Path classes = Files.createDirectory(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp", apiJars()));
        arguments.addAll(files(EXAMPLE.resolve("src/main/java")).stream()
                .map(Path::toString)
                .toList());
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path root : List.of(classes, EXAMPLE.resolve("src/main/resources"))) {
                for (Path file : files(root)) {
                    entries.putNextEntry(new JarEntry(root.relativize(file).toString()));
                    entries.write(Files.readAllBytes(file));
                }
            }
        }
    }

    // What the example's pom names, and nothing else.
    private static String apiJars() throws IOException {
        try (Stream<Path> jars = Files.list(TestServer.DISTRIBUTION.resolve("lib"))) {
            return String.join(
                    ":",
                    jars.map(Path::toString)
                            .filter(name -> name.matches(".*/(postrider-api|jakarta\\.mail-api|jspecify|slf4j-api)-.*"))
                            .toList());
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
