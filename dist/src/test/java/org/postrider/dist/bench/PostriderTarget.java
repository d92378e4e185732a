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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The packaged distribution on a home of its own.
final class PostriderTarget implements Target, ImapTarget {
    private static final Pattern SMTP_PORT = Pattern.compile("bind=\"127\\.0\\.0\\.1:(\\d+)\"");
    private static final int[] PORTS = {25, 24, 587, 143};
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final Path home;
    private final int portBase;
    private final Process process;
    private final Duration startTime;

    private PostriderTarget(Path home, int portBase, Process process, Duration startTime) {
        this.home = home;
        this.portBase = portBase;
        this.process = process;
        this.startTime = startTime;
    }

    /// Makes a home in `folder` and starts the server on it.
    static PostriderTarget create(Path distribution, Path folder) throws IOException {
        make(distribution, folder);
        return start(distribution, folder.resolve("home"));
    }

    /// The same for one that sends what comes from this host to that port of it.
    static PostriderTarget relay(Path distribution, Path folder, int port) throws IOException {
        make(distribution, folder);
        Path home = folder.resolve("home");
        replace(
                home.resolve("conf/listeners.xml"),
                "<filter class=\"HelloCheck\"/>",
                "<filter class=\"HelloCheck\"/><trustedNetworks>127.0.0.1</trustedNetworks>");
        replace(
                home.resolve("conf/routes.xml"),
                "</routes>",
                "<route name=\"all\" host=\"127.0.0.1:" + port + "\"/></routes>");
        return start(distribution, home);
    }

    private static void make(Path distribution, Path folder) throws IOException {
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
                Integer.toString(Programs.freePortBase()));
        Programs.run(init, "");
        addUsers(launcher, home);
        widen(home.resolve("conf/listeners.xml"));
    }

    /// A second start on the home of another, which has ended.
    PostriderTarget again(Path distribution) throws IOException {
        return start(distribution, home);
    }

    /// Starts the server on a home that was made before.
    static PostriderTarget start(Path distribution, Path home) throws IOException {
        return start(distribution.resolve("bin/postrider").toString(), home);
    }

    @Override
    public String name() {
        return "Postrider";
    }

    @Override
    public int smtpPort() {
        return portBase + 25;
    }

    @Override
    public int imapPort() {
        return portBase + 143;
    }

    @Override
    public int imapTlsPort() {
        return portBase + 993;
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
        Matcher smtp = SMTP_PORT.matcher(Files.readString(home.resolve("conf/listeners.xml")));
        if (!smtp.find()) {
            throw new IOException("the first listener of " + home + " has no port");
        }
        int portBase = Integer.parseInt(smtp.group(1)) - PORTS[0];
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(launcher, "--home", home.toString(), "run")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log/console.log").toFile())
                .start();
        for (int offset : PORTS) {
            awaitGreeting(process, portBase + offset);
        }
        return new PostriderTarget(home, portBase, process, Duration.ofNanos(System.nanoTime() - begun));
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

    // Many sessions come from one address here, and large messages.
    private static void widen(Path listeners) throws IOException {
        Files.writeString(
                listeners,
                Files.readString(listeners)
                        .replaceAll(
                                "<listener name=\"imaps?\"",
                                "$0 maxConnections=\"40000\" maxConnectionsPerClient=\"40000\""));
    }

    private static void replace(Path file, String old, String fresh) throws IOException {
        Files.writeString(file, Files.readString(file).replace(old, fresh));
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
