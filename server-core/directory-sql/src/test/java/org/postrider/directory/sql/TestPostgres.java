package org.postrider.directory.sql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Debian's PostgreSQL in a temporary folder, on a free port of the loopback interface. Not as root, which it
/// refuses.
final class TestPostgres {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final int START_SECONDS = 120;

    private final Path programs;
    private final Path folder;
    private final int port;

    private TestPostgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /// Empty where it is not installed.
    static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    /// Runs, with an empty database.
    static TestPostgres start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("postrider-postgres");
        if (isRoot()) {
            execute("chown", "postgres", folder.toString());
        }
        TestPostgres server = new TestPostgres(programs().orElseThrow(), folder, freePort());
        server.program(
                "initdb", "-D", server.data(), "-U", "postrider", "-A", "trust", "-E", "UTF8", "--no-locale", "-N");
        server.up();
        return server;
    }

    void up() throws IOException, InterruptedException {
        program(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                String.valueOf(START_SECONDS),
                "-D",
                data(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-F -h 127.0.0.1 -p " + port + " -k " + folder);
    }

    /// As if the machine had lost its power.
    void down() throws IOException, InterruptedException {
        program("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data());
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    void close() throws IOException, InterruptedException {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            down();
        }
        execute("rm", "-rf", folder.toString());
    }

    private void program(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        execute(command.toArray(String[]::new));
    }

    private static void execute(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("postrider", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(2 * START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(List.of(command) + " failed: " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
