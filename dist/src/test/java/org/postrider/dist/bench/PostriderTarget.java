package org.postrider.dist.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The packaged distribution on a home of its own.
final class PostriderTarget implements Target, ImapTarget {
    private static final int PORT_BASE = 27_000;
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final Path home;
    private final Process process;
    private final Duration startTime;

    private PostriderTarget(Path home, Process process, Duration startTime) {
        this.home = home;
        this.process = process;
        this.startTime = startTime;
    }

    /// Makes a home in `folder` and starts the server on it.
    static PostriderTarget create(Path distribution, Path folder) throws IOException {
        String launcher = distribution.resolve("bin/postrider").toString();
        Path home = folder.resolve("home");
        List<String> init = List.of(
                launcher,
                "init",
                home.toString(),
                "--hostname",
                "mx.example.test",
                "--domain",
                "example.test",
                "--port-base",
                Integer.toString(PORT_BASE));
        Programs.run(init, "");
        addUsers(launcher, home);
        widen(home.resolve("conf/listeners.xml"));
        return start(launcher, home);
    }

    /// A second start on the home of another, which has ended.
    PostriderTarget again(Path distribution) throws IOException {
        return start(distribution.resolve("bin/postrider").toString(), home);
    }

    @Override
    public String name() {
        return "Postrider";
    }

    @Override
    public int smtpPort() {
        return PORT_BASE + 25;
    }

    @Override
    public int imapPort() {
        return PORT_BASE + 143;
    }

    @Override
    public int imapTlsPort() {
        return PORT_BASE + 993;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /// From the start of the launcher until the last listener greeted.
    Duration startTime() {
        return startTime;
    }

    @Override
    public Path maildir(int user) {
        return home.resolve("mail/example.test/user" + user + "/Maildir");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PostriderTarget start(String launcher, Path home) throws IOException {
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(launcher, "--home", home.toString(), "run")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log/console.log").toFile())
                .start();
        for (int offset : new int[] {25, 24, 587, 143}) {
            awaitGreeting(process, PORT_BASE + offset);
        }
        return new PostriderTarget(home, process, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static void awaitGreeting(Process process, int port) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!greets(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the server did not start; see its console.log");
            }
            Meter.pause(5);
        }
    }

    private static boolean greets(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getInputStream().read() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    // Many sessions come from one address here.
    private static void widen(Path listeners) throws IOException {
        Files.writeString(
                listeners,
                Files.readString(listeners)
                        .replaceAll(
                                "<listener name=\"imaps?\"",
                                "$0 maxConnections=\"40000\" maxConnectionsPerClient=\"40000\""));
    }

    // All with the first one's password: hashing is not what is measured.
    private static void addUsers(String launcher, Path home) throws IOException {
        List<String> add =
                List.of(launcher, "--home", home.toString(), "user", "add", "user0@example.test", "--password-stdin");
        Programs.run(add, PASSWORD + "\n");
        Path file = home.resolve("conf/users.xml");
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(line);
            for (int user = 1; line.contains("user0@example.test") && user < USERS; user++) {
                lines.add(line.replace("user0@", "user" + user + "@"));
            }
        }
        Files.write(file, lines);
    }
}
