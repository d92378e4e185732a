package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `postrider init`: with options alone, and by its questions on a terminal.
class InitIT {
    private static final String LAUNCHER =
            TestServer.DISTRIBUTION.resolve("bin/postrider").toString();

    @TempDir
    private Path folder;

    @Test
    void optionsMakeDomainsAUserAndPostmasters() throws Exception {
        Path home = folder.resolve("home");
        Commands.Result made = Commands.run(
                List.of(
                        LAUNCHER,
                        "init",
                        home.toString(),
                        "--hostname",
                        "mx.example.org",
                        "--domain",
                        "example.org,example.net",
                        "--user",
                        "ann@example.net",
                        "--password-stdin",
                        "--port-base",
                        "20000"),
                "secret\n",
                Map.of());

        TestServer.assertOk(made);
        assertThat(made.output())
                .contains("example.net. MX 10 mx.example.org.")
                .contains("_imaps._tcp.example.org. SRV 0 1 20993 mx.example.org.")
                .doesNotContain("secret");
        assertThat(postrider(home, "user", "list").output()).contains("ann@example.net");
        assertThat(postrider(home, "alias", "list").output())
                .contains("postmaster@example.org")
                .contains("postmaster@example.net");
        assertThat(postrider(home, "domain", "list").output().lines()).containsExactly("example.net", "example.org");
        assertThat(postrider(home, "config", "check").exitCode()).isZero();
        try (var files = Files.walk(home)) {
            assertThat(files.filter(file -> file.toString().endsWith(".xml")))
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .endsWith("---"));
        }
    }

    @Test
    void theQuestionsOnATerminalMakeAHome() throws Exception {
        Path home = folder.resolve("asked");
        try (Terminal terminal = Terminal.run(folder, "init", LAUNCHER + " init; sleep 600")) {
            terminal.awaits("Folder of the server");
            terminal.enter(home.toString());
            terminal.awaits("Name of this host");
            terminal.enter("mx.example.org");
            terminal.awaits("Domains whose mail ends here, with commas [example.org]");
            terminal.enter("");
            terminal.awaits("First user");
            terminal.enter("ann");
            terminal.awaits("Ports: s for");
            terminal.enter("t");
            terminal.awaits("Password:");
            terminal.enter("correct horse");
            terminal.awaits("Again:");
            terminal.enter("correct horse");
            terminal.awaits("doctor");
            assertThat(terminal.screen()).doesNotContain("correct horse");
        }
        assertThat(postrider(home, "user", "list").output()).contains("ann@example.org");
        assertThat(postrider(home, "config", "check").exitCode()).isZero();
    }

    @Test
    void withoutTerminalItSaysWhatIsMissing() {
        Commands.Result result =
                TestServer.postrider("init", folder.resolve("x").toString(), "--domain", "example.org");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).contains("--hostname").contains("on a terminal, init asks");
    }

    private static Commands.Result postrider(Path home, String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(arguments));
        return TestServer.postrider(all.toArray(String[]::new));
    }
}
