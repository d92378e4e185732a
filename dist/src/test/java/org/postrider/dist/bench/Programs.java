package org.postrider.dist.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs the programs that set up and end the servers.
final class Programs {
    private static final int PORTS_FROM = 11_000;
    private static final int PORTS_TO = 20_000;
    private static final int PORTS_STEP = 1_010;
    private static final List<Integer> OFFSETS = List.of(24, 25, 110, 143, 465, 587, 993, 995);

    private Programs() {}

    /// A number to which those of the standard ports can be added and are free. Not those of the tests, which may run
    /// at
    /// the same time.
    static int freePortBase() throws IOException {
        for (int base = PORTS_FROM; base < PORTS_TO; base += PORTS_STEP) {
            if (isFree(base)) {
                return base;
            }
        }
        throw new IOException("no ports are free between " + PORTS_FROM + " and " + PORTS_TO);
    }

    private static boolean isFree(int base) {
        for (int offset : OFFSETS) {
            try (ServerSocket socket = new ServerSocket(base + offset, 1, InetAddress.getLoopbackAddress())) {
                socket.getLocalPort();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

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
