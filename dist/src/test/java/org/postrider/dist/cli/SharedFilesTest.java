package org.postrider.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the distribution has in `share`.
class SharedFilesTest {
    @TempDir
    private Path share;

    @BeforeEach
    void write() throws Exception {
        SharedFiles.write(share, "1.2.3");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assertThat(completions("postrider do")).containsExactlyInAnyOrder("doctor", "domain");
        assertThat(completions("postrider queue hi")).containsExactly("histogram");
        assertThat(completions("postrider queue list --js")).containsExactly("--json");
    }

    @Test
    void everyCommandHasAPage() throws Exception {
        try (var pages = Files.list(share.resolve("man/man1"))) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .contains("postrider.1", "postrider-queue.1", "postrider-doctor.1")
                    .doesNotContain("postrider-help.1");
        }
        String queue = Files.readString(share.resolve("man/man1/postrider-queue.1"));
        assertThat(queue)
                .contains(".SS \"postrider queue list\"")
                .contains("\\fB\\-\\-destination DOMAIN\\fR".substring(0, 17))
                .contains("postrider 1.2.3");
    }

    @Test
    void thePagesAreGoodRoff() throws Exception {
        try (var pages = Files.list(share.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                // No request begins in the middle of a text.
                assertThat(Files.readAllLines(page).stream().filter(line -> line.startsWith(".")))
                        .as(page.toString())
                        .allMatch(line -> line.matches("\\.(TH|SH|SS|PP|TP)( .*)?"));
            }
        }
    }

    private List<String> completions(String line) throws Exception {
        String script = "source '" + share.resolve("bash-completion/completions/postrider") + "'\n"
                + "COMP_WORDS=(" + line + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='" + line
                + "'; COMP_POINT=${#COMP_LINE}\n"
                + "_complete_postrider; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        bash.getOutputStream().close();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return out.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
    }
}
