package org.postrider.kernel.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    @TempDir
    private Path home;

    private static Object n(Map<String, Object> given) {
        return java.util.Objects.requireNonNull(given.get("n"));
    }

    @Test
    void aQuestionGetsItsAnswer() throws Exception {
        try (ControlServer _ =
                ControlServer.open(home, Map.of("twice", given -> Map.of("values", List.of(n(given), n(given)))))) {
            assertThat(new ControlClient(home).ask("twice", Map.of("n", 7))).contains(Map.of("values", List.of(7, 7)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("run/control.sock"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aRefusalComesAsItsSentence() throws Exception {
        try (ControlServer _ = ControlServer.open(home, Map.of("no", _ -> {
            throw new ControlException("not today");
        }))) {
            assertThatThrownBy(() -> new ControlClient(home).ask("no", Map.of()))
                    .hasMessage("not today");
            assertThatThrownBy(() -> new ControlClient(home).ask("other", Map.of()))
                    .hasMessageContaining("does not know the command 'other'");
        }
    }

    @Test
    void whereNobodyListensThereIsNoAnswer() throws Exception {
        assertThat(new ControlClient(home).ask("status", Map.of())).isEmpty();
        ControlServer.open(home, Map.of()).close();
        assertThat(new ControlClient(home).ask("status", Map.of())).isEmpty();
    }

    @Test
    void aHomeWithALongNameStillHasASocket() throws Exception {
        Path deep = Files.createDirectories(home.resolve("x".repeat(120)));
        try (ControlServer _ = ControlServer.open(deep, Map.of("status", _ -> Map.of("state", "running")))) {
            assertThat(new ControlClient(deep).ask("status", Map.of())).contains(Map.of("state", "running"));
        }
    }
}
