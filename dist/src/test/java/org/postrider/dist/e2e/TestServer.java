package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A home of its own and the server on it, driven by `bin/postrider` alone, as an administrator would.
final class TestServer implements AutoCloseable {
    static final String PASSWORD = "correct horse";
    static final Path DISTRIBUTION = Path.of("target/postrider").toAbsolutePath();

    private static final List<Integer> OFFSETS = List.of(24, 25, 110, 143, 465, 587, 993, 995);
    private static final String LAUNCHER = DISTRIBUTION.resolve("bin/postrider").toString();

    /// Guarded by the class.
    private static final Set<Integer> GIVEN = new LinkedHashSet<>();

    private final Path home;
    private final int portBase;
    private @Nullable Process process;

    private TestServer(Path home, int portBase) {
        this.home = home;
        this.portBase = portBase;
    }

    /// Makes a home in `folder` with the users alice and bob of example.test; does not start it.
    static TestServer create(Path folder) {
        return create(folder, "mx.example.test");
    }

    /// The same for a server of that name.
    static TestServer create(Path folder, String hostname) {
        TestServer server = new TestServer(folder.resolve("home"), freePortBase());
        assertOk(postrider(
                "init",
                server.home.toString(),
                "--hostname",
                hostname,
                "--domain",
                "example.test",
                "--port-base",
                Integer.toString(server.portBase)));
        server.addUser("alice@example.test");
        server.addUser("bob@example.test");
        return server;
    }

    static Commands.Result postrider(String... arguments) {
        return postriderWithInput("", arguments);
    }

    private static Commands.Result postriderWithInput(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER));
        command.addAll(List.of(arguments));
        return Commands.run(command, input, Map.of());
    }

    Path home() {
        return home;
    }

    Path conf(String file) {
        return home.resolve("conf").resolve(file);
    }

    Path maildir(String user) {
        return home.resolve("mail/example.test").resolve(user).resolve("Maildir");
    }

    /// The port of the listener whose standard port is `offset`.
    int port(int offset) {
        return portBase + offset;
    }

    /// Runs `postrider --home HOME arguments`.
    Commands.Result run(String... arguments) {
        return runWithInput("", arguments);
    }

    Commands.Result runWithInput(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(arguments));
        return postriderWithInput(input, all.toArray(String[]::new));
    }

    void addUser(String address) {
        assertOk(runWithInput(PASSWORD + "\n", "user", "add", address, "--password-stdin"));
    }

    /// Makes the server ask that name server, and look for MX hosts on that port.
    void useNameServer(String address, int mxPort) throws IOException {
        replaceInConf(
                "server.xml",
                "</server>",
                "  <dns><server>" + address + "</server></dns>\n  <outbound><mxPort>" + mxPort
                        + "</mxPort></outbound>\n</server>");
    }

    void replaceInConf(String file, String old, String fresh) throws IOException {
        String text = Files.readString(conf(file));
        assertThat(text).contains(old);
        Files.writeString(conf(file), text.replace(old, fresh));
    }

    /// Puts a configuration of `conf/examples` over what is there.
    ///
    /// @param replacements what stands there, and what stands there in the test, in turn
    TestServer useExample(String name, String... replacements) throws IOException {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("examples").resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, conf(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
                String text = Files.readString(file);
                for (int i = 0; i < replacements.length; i += 2) {
                    text = text.replace(replacements[i], replacements[i + 1]);
                }
                Files.writeString(conf(file.getFileName().toString()), text);
            }
        }
        return this;
    }

    /// All of a user's messages, one after another.
    String mail(String user) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String part : List.of("new", "cur")) {
            Path messages = maildir(user).resolve(part);
            if (Files.isDirectory(messages)) {
                try (Stream<Path> files = Files.list(messages)) {
                    for (Path file : files.toList()) {
                        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return all.toString();
    }

    TestServer start() {
        assertOk(run("start"));
        return this;
    }

    void stop() {
        assertOk(run("stop"));
    }

    /// Starts the server as a child of this process, so that it can be killed; returns when it accepts.
    void startChild() throws IOException, InterruptedException {
        startChild(Map.of());
    }

    /// The same in an environment with these variables.
    void startChild(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER, "--home", home.toString(), "run", "--background")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log/console.log").toFile());
        builder.environment().putAll(environment);
        Process child = builder.start();
        process = child;
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!accepts()) {
            if (child.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new AssertionError(
                        "the server did not start: " + Files.readString(home.resolve("log/console.log")));
            }
        }
    }

    /// `kill -9`
    void killChild() throws InterruptedException {
        Process child = process;
        if (child != null) {
            child.destroyForcibly().waitFor();
            process = null;
        }
    }

    long childPid() {
        Process child = process;
        return child == null ? -1 : child.pid();
    }

    @Override
    public void close() {
        Process child = process;
        if (child != null) {
            child.destroyForcibly();
        } else {
            run("stop");
        }
    }

    static void assertOk(Commands.Result result) {
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private boolean accepts() {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port(25))) {
            return socket.getInputStream().read() == '2';
        } catch (IOException e) {
            return false;
        }
    }

    // One that no other server of this process has, which may not have opened it yet; where there is none, the one that
    // was given longest ago and is not in use. Below the ports that Linux gives to outgoing connections.
    private static synchronized int freePortBase() {
        int start = (int) (ProcessHandle.current().pid() % 100) * 10;
        List<Integer> bases = new ArrayList<>();
        for (int base = 21_000 + start; base < 31_700; base += 1_010) {
            if (!GIVEN.contains(base)) {
                bases.add(base);
            }
        }
        bases.addAll(GIVEN);
        for (int base : bases) {
            if (OFFSETS.stream().allMatch(offset -> free(base + offset))) {
                GIVEN.remove(base);
                GIVEN.add(base);
                return base;
            }
        }
        throw new AssertionError("no free block of ports");
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
