package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Debian package: installed, upgraded and removed by dpkg, in a folder in the place of a system.
class PackageIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    @TempDir
    private Path root;

    private Path deb;

    @BeforeEach
    void findThePackage() throws Exception {
        try (Stream<Path> files = Files.list(TARGET)) {
            deb = files.filter(file -> file.toString().endsWith("_all.deb"))
                    .findFirst()
                    .orElseThrow();
        }
        for (String folder : List.of("updates", "info", "triggers")) {
            Files.createDirectories(root.resolve("var/lib/dpkg").resolve(folder));
        }
        Files.writeString(root.resolve("var/lib/dpkg/status"), "");
    }

    @Test
    void itIsInstalledUsedUpgradedAndRemovedAndTheMailStays() throws Exception {
        assertThat(dpkg("--install", deb.toString())).contains("Make it with: postrider init");

        Path home = root.resolve("var/lib/postrider");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        assertThat(root.resolve("usr/share/man/man1/postrider-queue.1")).exists();
        assertThat(root.resolve("usr/share/bash-completion/completions/postrider"))
                .exists();
        assertThat(root.resolve("usr/share/zsh/vendor-completions/_postrider")).exists();
        assertThat(root.resolve("lib/systemd/system/postrider.service"))
                .content()
                .contains("User=postrider");
        assertThat(root.resolve("usr/bin/postrider")).isExecutable();

        TestServer.assertOk(
                postrider("init", "--hostname", "mx.example.org", "--domain", "example.org", "--port-base", "1"));
        Path listeners = home.resolve("conf/listeners.xml");
        Files.writeString(listeners, Files.readString(listeners).replaceAll("bind=\"[^\"]*\"", "bind=\"127.0.0.1:0\""));
        TestServer.assertOk(postrider("start"));
        assertThat(postrider("status").output()).contains("running");
        TestServer.assertOk(postrider("stop"));

        Path settings = root.resolve("etc/default/postrider");
        Files.writeString(settings, "# mine\n");
        dpkg("--install", deb.toString());
        assertThat(settings).hasContent("# mine\n");
        TestServer.assertOk(postrider("config", "check"));

        dpkg("--remove", "postrider");
        assertThat(root.resolve("usr/bin/postrider")).doesNotExist();
        assertThat(root.resolve("usr/share/postrider")).doesNotExist();
        assertThat(listeners).exists();
        assertThat(dpkg("--purge", "postrider")).contains("Configuration and mail stay in /var/lib/postrider");
        assertThat(settings).doesNotExist();
        assertThat(listeners).exists();
    }

    @Test
    void theListOfPartsNamesEachLibrary() throws Exception {
        Map<String, Object> bom =
                JSON.std.mapFrom(Files.readString(TestServer.DISTRIBUTION.resolve("share/sbom/postrider.cdx.json")));
        assertThat(bom).containsEntry("bomFormat", "CycloneDX");
        String names = String.valueOf(bom.get("components"));
        try (Stream<Path> libraries = Files.list(TestServer.DISTRIBUTION.resolve("lib"))) {
            assertThat(libraries
                            .map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".jar") && !name.startsWith("postrider-dist")))
                    .allSatisfy(name -> assertThat(names)
                            .contains("name=" + name.replaceFirst("-[0-9][^-]*(-[a-z0-9]+)*\\.jar$", "")));
        }
    }

    @Test
    void theContainerIsMadeOfWhatTheArchiveHas() throws Exception {
        for (String line : Files.readAllLines(TestServer.DISTRIBUTION.resolve("share/docker/Dockerfile"))) {
            if (line.startsWith("COPY ")) {
                List<String> words = List.of(line.split(" "));
                assertThat(words.subList(1, words.size() - 1))
                        .allSatisfy(name -> assertThat(TestServer.DISTRIBUTION.resolve(name))
                                .exists());
            }
        }
    }

    private Commands.Result postrider(String... arguments) {
        List<String> command = new java.util.ArrayList<>(
                List.of(root.resolve("usr/bin/postrider").toString()));
        command.addAll(List.of(arguments));
        return Commands.run(
                command,
                "",
                Map.of("POSTRIDER_HOME", root.resolve("var/lib/postrider").toString()));
    }

    private String dpkg(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                "dpkg",
                "--root=" + root,
                "--force-script-chrootless",
                "--force-not-root",
                "--force-depends",
                "--force-confold",
                "--log=" + root.resolve("dpkg.log")));
        command.addAll(List.of(arguments));
        Commands.Result result = Commands.run(command, "", Map.of("DEBIAN_FRONTEND", "noninteractive"));
        TestServer.assertOk(result);
        return result.output();
    }
}
