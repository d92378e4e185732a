package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.plugin.Plugin;
import org.postrider.testkit.TestMail;

/// What `docs/plugins.md` tells a stranger to type, in an empty folder: Maven makes a project of the archetype, builds
/// and tests it, and its jar changes a message. What Postrider's own modules are made of comes from this build, all
/// else from where this build had it, or from Maven Central.
class ArchetypeIT {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = "0.1.0";

    @TempDir
    private Path folder;

    @Test
    void theArchetypeMakesAPluginThatChangesAMessage() throws Exception {
        publish("postrider", PROJECT);
        publish("postrider-plugins-api", PROJECT.resolve("plugins-api"));
        publish("postrider-api", PROJECT.resolve("plugins-api/api"), sourceOf(Plugin.class));
        publish("postrider-testkit", PROJECT.resolve("plugins-api/testkit"), sourceOf(TestMail.class));
        publish(
                "postrider-plugin-archetype",
                PROJECT.resolve("plugins-api/archetype"),
                PROJECT.resolve("plugins-api/archetype/src/main/resources"));
        writeSettings();

        mvn(
                Files.createDirectory(folder.resolve("empty")),
                "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate",
                "-DarchetypeGroupId=org.postrider",
                "-DarchetypeArtifactId=postrider-plugin-archetype",
                "-DarchetypeVersion=" + VERSION,
                "-DgroupId=com.acme",
                "-DartifactId=acme-mail",
                "-Dpackage=com.acme.mail",
                "-Dversion=1.0");
        Path project = folder.resolve("empty/acme-mail");
        mvn(project, "package");

        assertThat(project.resolve("target/surefire-reports")).isDirectoryContaining("glob:**TagSubjectTest.txt");
        assertThat(project.resolve("run")).hasSameTextualContentAs(PROJECT.resolve("docs/example-plugin/run"));
        change(project.resolve("target/acme-mail-1.0.jar"));
    }

    private void change(Path jar) throws Exception {
        try (TestServer server = TestServer.create(Files.createDirectory(folder.resolve("server")))) {
            assertThat(server.run("plugin", "check", jar.toString()))
                    .matches(check -> check.exitCode() == 0)
                    .extracting(Commands.Result::output)
                    .asString()
                    .contains("plugin   acme-mail 1.0", "part     mailet TagSubject");
            Files.copy(jar, server.home().resolve("plugins/acme-mail-1.0.jar"));
            server.replaceInConf("pipeline.xml", "<processor state=\"root\">", """
                    <processor state="root">
                    <mailet match="SubjectContains=invoice" class="TagSubject"><tag>[Accounts]</tag></mailet>
                    """);
            server.start();
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                client.send(
                        "ann@example.net",
                        List.of("bob@example.test"),
                        "Subject: Your invoice\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Eventually.isTrue(() -> server.mail("bob").contains("Subject: [Accounts] Your invoice\r\n"));
        }
    }

    // The first time it loads Maven's plugins and their libraries.
    private void mvn(Path in, String... arguments) {
        Commands.shell(
                "cd '" + in + "' && mvn -B -ntp -q -s '" + folder.resolve("settings.xml") + "' -Dmaven.repo.local='"
                        + folder.resolve("local") + "' " + String.join(" ", arguments),
                Duration.ofMinutes(20));
    }

    private void publish(String artifact, Path module) throws IOException {
        Files.copy(module.resolve("pom.xml"), place(artifact).resolve(artifact + "-" + VERSION + ".pom"));
    }

    /// @param content a jar, or the folder of what is in it
    private void publish(String artifact, Path module, Path content) throws IOException {
        publish(artifact, module);
        Path jar = place(artifact).resolve(artifact + "-" + VERSION + ".jar");
        if (Files.isRegularFile(content)) {
            Files.copy(content, jar);
            return;
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(content)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(content.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
    }

    private Path place(String artifact) throws IOException {
        return Files.createDirectories(
                folder.resolve("published/org/postrider").resolve(artifact).resolve(VERSION));
    }

    private static Path sourceOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    // Where this build had its libraries from is looked at first: Maven says it to tests by this property.
    private void writeSettings() throws IOException {
        String local = System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
        Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <profiles><profile>
                    <id>here</id>
                    <repositories>%1$s%2$s</repositories>
                    <pluginRepositories>%3$s%4$s</pluginRepositories>
                  </profile></profiles>
                  <activeProfiles><activeProfile>here</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                        repository("repository", "published", folder.resolve("published")),
                        repository("repository", "build", Path.of(local)),
                        repository("pluginRepository", "published", folder.resolve("published")),
                        repository("pluginRepository", "build", Path.of(local))));
    }

    private static String repository(String element, String id, Path path) {
        return """
                <%1$s><id>%2$s</id><url>%3$s</url><releases><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots></%1$s>
                """.formatted(element, id, path.toUri());
    }
}
