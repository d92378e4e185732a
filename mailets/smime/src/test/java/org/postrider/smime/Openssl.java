package org.postrider.smime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The program `openssl`, as another opinion.
final class Openssl {
    private Openssl() {}

    static boolean isThere() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
    }

    /// @return what it wrote on both its outputs
    static String run(Path folder, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = Files.createTempFile(folder, "openssl", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("openssl hangs: " + command);
        }
        String said = Files.readString(output);
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " failed: " + said);
        }
        return said;
    }
}
