package org.postrider.dist.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs with a time limit.
final class Commands {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private Commands() {}

    /// What a program left.
    ///
    /// @param output standard output and error, together
    record Result(int exitCode, String output) {}

    static Result run(List<String> command) {
        return run(command, "", Map.of());
    }

    static Result run(List<String> command, String input, Map<String, String> environment) {
        return run(command, input, environment, LIMIT);
    }

    private static Result run(List<String> command, String input, Map<String, String> environment, Duration limit) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            Path given = Files.createTempFile("input", ".txt");
            try {
                Files.writeString(given, input);
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(given.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end: " + Files.readString(output));
                }
                return new Result(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
            } finally {
                Files.delete(output);
                Files.delete(given);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// Runs a shell script of one or more lines, which must end with 0.
    ///
    /// @return what it printed
    static String shell(String script) {
        return shell(script, LIMIT);
    }

    static String shell(String script, Duration limit) {
        Result result = run(List.of("bash", "-euo", "pipefail", "-c", script), "", Map.of(), limit);
        if (result.exitCode() != 0) {
            throw new AssertionError("exit code " + result.exitCode() + " of:\n" + script + "\n" + result.output());
        }
        return result.output();
    }
}
