package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs the programs that set up and end the servers.
final class Programs {
    private Programs() {}

    /// @return what it printed
    static String run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.outputWriter()) {
            in.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
